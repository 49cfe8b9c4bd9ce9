"""The form of awareness sessions."""

from django import forms

from core.form_dates import DatePartsField


class BriefingForm(forms.Form):
    """One session for staff."""

    on = DatePartsField(label="When was it?")
    place = forms.CharField(
        label="On which wing, or for whom?",
        max_length=80,
        help_text="Such as: B wing, or new officers. Never a name.",
        error_messages={"required": "Enter the wing, or for whom it was"},
    )
    staff = forms.IntegerField(
        label="How many members of staff were there?",
        min_value=1,
        max_value=999,
        widget=forms.NumberInput(attrs={"class": "govuk-input--width-3"}),
        error_messages={"required": "Enter how many staff were there"},
    )
    about = forms.CharField(
        label="What was it about?", max_length=300, error_messages={"required": "Write what it was about"}
    )
