"""The form of the funding register."""

from typing import Any

from django import forms

from coordinator.models import Currency, Funding, FundingKind
from core.form_dates import DatePartsField
from directory.models import Organisation, Prison, ServicePage

_SMALL = {"class": "govuk-radios--small govuk-radios--inline"}


class FundingForm(forms.Form):
    """One grant or contract."""

    kind = forms.ChoiceField(
        label="Is it a grant or a contract?",
        choices=FundingKind.choices,
        widget=forms.RadioSelect(attrs=_SMALL),
        error_messages={"required": "Choose grant or contract"},
    )
    funder = forms.CharField(label="Who pays?", max_length=160, error_messages={"required": "Enter who pays"})
    funder_id = forms.CharField(
        label="Their identifier",
        max_length=70,
        required=False,
        help_text="As on org-id.guide, such as GB-CHC-219432. It makes a published grant comparable.",
    )
    programme = forms.CharField(label="Programme", max_length=160, required=False)
    reference = forms.CharField(label="Their reference", max_length=60, required=False)
    organisation = forms.ModelChoiceField(
        label="Which organisation is paid?",
        queryset=Organisation.objects.none(),
        empty_label="Choose one",
        error_messages={"required": "Choose the organisation that is paid"},
    )
    title = forms.CharField(label="Title", max_length=160, error_messages={"required": "Enter a title"})
    buys = forms.CharField(
        label="What does it buy?",
        max_length=600,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="In plain words. It is published with a grant: do not write about a person.",
        error_messages={"required": "Write what it buys"},
    )
    services = forms.ModelMultipleChoiceField(
        label="Which services here does it pay for?",
        queryset=ServicePage.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple(attrs={"class": "govuk-checkboxes--small"}),
    )
    amount = forms.DecimalField(
        label="Amount for the whole time",
        max_digits=12,
        decimal_places=2,
        min_value=1,
        widget=forms.TextInput(attrs={"class": "govuk-input--width-10", "inputmode": "decimal"}),
        error_messages={"required": "Enter the amount", "invalid": "Enter the amount in figures, such as 24000"},
    )
    currency = forms.ChoiceField(label="Currency", choices=Currency.choices)
    awarded_on = DatePartsField(label="Awarded on")
    starts_on = DatePartsField(label="First day")
    ends_on = DatePartsField(label="Last day", required=False, help_text="Leave empty if it has no end.")

    def __init__(self, *args: Any, prison: Prison, among: Any, shown: Funding | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = among  # type: ignore[attr-defined]
        pages = ServicePage.objects.in_prison(prison).live()
        if shown is not None:  # what it paid for stays ticked after the listing is taken down
            paid = shown.services.values_list("pk", flat=True)
            pages |= ServicePage.objects.in_prison(prison).filter(pk__in=list(paid))
        self.fields["services"].queryset = pages.order_by("title")  # type: ignore[attr-defined]
