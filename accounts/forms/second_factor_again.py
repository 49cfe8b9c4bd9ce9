"""Letting a colleague set up their second factor again."""

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.second_factor import ResetReason
from core.forms import HintedRadioSelect


class SecondFactorAgainForm(forms.Form):
    """Why, and that whoever asks is the holder of the account."""

    reason = forms.ChoiceField(
        label=_("Why do they need it?"),
        choices=ResetReason.choices,
        widget=HintedRadioSelect(),
        error_messages={"required": _("Choose why they need it"), "invalid_choice": _("Choose why they need it")},
    )
    is_known = forms.BooleanField(
        label=_("I have seen them, or rung them on a number that I already had, and it is them"),
        help_text=_("An e-mail that asks for this is not enough: anybody may have written it."),
        error_messages={"required": _("Make sure that it is them, and tick the box")},
    )

    def why(self) -> ResetReason:
        """Return the reason that was chosen."""
        return ResetReason(self.cleaned_data["reason"])
