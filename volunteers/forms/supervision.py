"""Forms of supervision."""

from django import forms

from core.form_dates import DatePartsField
from volunteers.validators import no_conviction_detail


class NoteForm(forms.Form):
    """What both want to remember of a talk."""

    held_on = DatePartsField(label="When did you talk?")
    note = forms.CharField(
        label="What was said and agreed?",
        max_length=2000,
        validators=[no_conviction_detail],
        help_text="The person reads this. Write nothing about people in prison, convictions or health.",
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": "Write what was said and agreed"},
    )
    next_on = DatePartsField(label="When do you talk next?", required=False)


class ReplyForm(forms.Form):
    """The person's own words to a note."""

    reply = forms.CharField(
        label="Your own words",
        required=False,
        max_length=1000,
        validators=[no_conviction_detail],
        widget=forms.Textarea(attrs={"rows": 4}),
    )
