"""Forms of offers and of organisations' checklists."""

from typing import Any

from django import forms

from coordinator.enums import Owner
from coordinator.models import CHARITY_NUMBER, OnboardingItem
from core.form_dates import DatePartsField
from core.forms import HintedRadioSelect
from directory.models import Need, Organisation

_SHORT = forms.TextInput(attrs={"class": "govuk-input--width-10"})


class OfferForm(forms.Form):
    """The public form: what an organisation offers, and whom the prison may answer."""

    label_size = "m"

    organisation_name = forms.CharField(
        label="What is your organisation called?",
        max_length=160,
        error_messages={"required": "Enter the name of your organisation"},
    )
    charity_number = forms.CharField(
        label="Charity number",
        required=False,
        help_text="If you have one, such as 219432.",
        widget=_SHORT,
        validators=[CHARITY_NUMBER],
    )
    website = forms.URLField(label="Website", required=False, assume_scheme="https")
    what = forms.CharField(
        label="What do you offer to people in this prison?",
        max_length=1500,
        help_text="What somebody would get from you, in plain words. Do not write about a person.",
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": "Write what you offer"},
    )
    needs = forms.ModelMultipleChoiceField(
        label="What does it help with?",
        queryset=Need.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple(attrs={"class": "govuk-checkboxes--small"}),
    )
    how_often = forms.CharField(
        label="How often could you come?", max_length=200, required=False, help_text="Such as: one morning a week."
    )
    paid_by = forms.CharField(
        label="Who pays for it?", max_length=200, required=False, help_text="A grant, your own funds, or not decided."
    )
    contact_name = forms.CharField(
        label="Whom should the prison ask for?", max_length=120, error_messages={"required": "Enter a name"}
    )
    contact_email = forms.EmailField(
        label="E-mail address",
        error_messages={
            "required": "Enter an e-mail address",
            "invalid": "Enter an e-mail address like name@example.org",
        },
    )
    contact_phone = forms.CharField(label="Phone", max_length=40, required=False, widget=_SHORT)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["needs"].queryset = Need.objects.headings()  # type: ignore[attr-defined]

    def clean_charity_number(self) -> str:
        """Write letters large, as the register does."""
        return str(self.cleaned_data["charity_number"]).strip().upper()


ACCEPT, TALK, DECLINE = "accept", "talk", "decline"


class DecisionForm(forms.Form):
    """What the prison decides about an offer."""

    label_size = "m"

    decision = forms.ChoiceField(
        label="What is decided?",
        choices=[
            (TALK, "We are talking with them"),
            (ACCEPT, "Accept: start the checklist"),
            (DECLINE, "Decline"),
        ],
        error_messages={"required": "Choose what is decided"},
        widget=HintedRadioSelect(reveals={ACCEPT: "organisation"}),
    )
    organisation = forms.ModelChoiceField(
        label="Which organisation is it?",
        queryset=Organisation.objects.none(),
        required=False,
        empty_label="A new one: add it",
    )
    note = forms.CharField(
        label="Note", required=False, max_length=300, help_text="Needed if you decline. Your deputy reads it."
    )

    def __init__(self, *args: Any, alike: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = alike  # type: ignore[attr-defined]


class ItemForm(forms.Form):
    """One item of a checklist."""

    owner = forms.ChoiceField(
        label="Who sees to it?",
        choices=Owner.choices,
        widget=forms.RadioSelect(attrs={"class": "govuk-radios--small govuk-radios--inline"}),
    )
    due_on = DatePartsField(label="Due")
    done_on = DatePartsField(label="In place since", required=False, help_text="Leave empty if it is not yet.")
    expires_on = DatePartsField(
        label="Holds until", required=False, help_text="Leave empty for the usual time, or if it does not run out."
    )
    note = forms.CharField(label="Note", required=False, max_length=200, help_text="Where the paper is, for example.")

    def __init__(self, *args: Any, item: OnboardingItem, **kwargs: Any) -> None:
        names = ("owner", "due_on", "done_on", "expires_on", "note")
        kwargs["initial"] = {name: getattr(item, name) for name in names}
        super().__init__(*args, **kwargs)


class AddOrganisationForm(forms.Form):
    """An organisation that works in the prison already and has no checklist yet."""

    organisation = forms.ModelChoiceField(
        label="Which organisation?",
        queryset=Organisation.objects.none(),
        empty_label="Choose one",
        error_messages={"required": "Choose an organisation"},
    )

    def __init__(self, *args: Any, without: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = without  # type: ignore[attr-defined]
