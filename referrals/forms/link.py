"""The form behind the signed link."""

from django import forms
from django.utils.translation import gettext_lazy as _


class CodeForm(forms.Form):
    """The code from the e-mail."""

    label_size = "m"

    code = forms.CharField(
        label=_("Code from the e-mail"),
        help_text=_("Eight letters and numbers, such as 4KTW-9QXZ. Capitals and the dash do not matter."),
        max_length=20,
        error_messages={"required": _("Enter the code")},
        widget=forms.TextInput(attrs={"class": "govuk-input--width-10", "autocomplete": "one-time-code"}),
    )
