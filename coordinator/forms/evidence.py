"""Forms of evidence and packs."""

from django import forms

from coordinator.models import ExpectationFramework
from core.form_dates import DatePartsField


class EvidenceForm(forms.Form):
    """Evidence that the service cannot count."""

    on = DatePartsField(label="When was it?")
    text = forms.CharField(
        label="What happened?",
        max_length=500,
        help_text="Roles only, such as: head of residence. Never a name, and nothing about a person in prison.",
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": "Write what happened"},
    )
    source = forms.CharField(
        label="Where is it written down?", max_length=160, required=False, help_text="Such as: minutes of the forum."
    )


class PackForm(forms.Form):
    """Which framework and which period."""

    framework = forms.ModelChoiceField(
        label="Which expectations?",
        queryset=ExpectationFramework.objects.filter(is_active=True),
        empty_label=None,
        error_messages={"required": "Choose the expectations"},
    )
    first = DatePartsField(label="From")
    last = DatePartsField(
        label="To",
        help_text="A period that is over is counted once and stays as it is. What counts people is given of whole "
        "quarters, such as January to March.",
    )
