"""What a referrer writes after sending, and how the list of their referrals is narrowed down."""

from typing import Any

import django_filters
from django import forms
from django.utils.translation import gettext_lazy as _

from directory.models import Organisation
from referrals.actions.people import tidy_number
from referrals.enums import Source, WithdrawReason
from referrals.models import Referral
from referrals.models.people import PRISON_NUMBER

_SMALL = {"class": "govuk-radios--small"}


class ReplyForm(forms.Form):
    """The answer to the organisation's question."""

    note = forms.CharField(
        label=_("Your answer"),
        help_text=_("Nothing about health, risk or the offence."),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Write an answer")},
    )


class WithdrawForm(forms.Form):
    """Why a referral is taken back."""

    reason = forms.ChoiceField(
        label=_("Why?"),
        choices=WithdrawReason.choices,
        widget=forms.RadioSelect(attrs=_SMALL),
        error_messages={"required": _("Choose why it is taken back")},
    )
    withdraw_note = forms.CharField(
        label=_("A few words for the organisation"), max_length=300, required=False, widget=forms.TextInput()
    )


class NumberForm(forms.Form):
    """Finds one's own referrals of a person. Sent in the body, so that no number stands in an address."""

    prison_number = forms.CharField(
        label=_("Prison number"),
        max_length=12,
        widget=forms.TextInput(attrs={"class": "govuk-input--width-10", "autocomplete": "off", "spellcheck": "false"}),
        error_messages={"required": _("Enter a prison number")},
    )

    def clean_prison_number(self) -> str:
        """Return the number as it is written."""
        number = tidy_number(self.cleaned_data["prison_number"])
        PRISON_NUMBER(number)
        return number


class MineFilter(django_filters.FilterSet):
    """By organisation and by what led to it; the choices are those of one's own referrals."""

    organisation = django_filters.ModelChoiceFilter(
        label=_("Organisation"), queryset=Organisation.objects.none(), empty_label=_("All organisations")
    )
    source = django_filters.ChoiceFilter(label=_("What led to it"), choices=Source.choices, empty_label=_("Anything"))

    class Meta:
        model = Referral
        fields = ["organisation", "source"]

    def __init__(self, data: Any, *, queryset: Any) -> None:
        super().__init__(data, queryset=queryset)
        self.filters["organisation"].queryset = Organisation.objects.filter(referrals__in=queryset).distinct()
