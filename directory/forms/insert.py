"""The form that records where copies of an insert went."""

from django import forms

from core.forms import DatePartsField

MOST_COPIES = 5000  # more than any prison has people: a slip of the finger


class DistributionForm(forms.Form):
    """Where, how many and when."""

    place = forms.CharField(
        label="Where are the copies?",
        max_length=120,
        help_text="For example: B wing office, ACCT stock in Safer Custody.",
        error_messages={"required": "Enter where the copies are"},
    )
    copies = forms.IntegerField(
        label="How many copies?",
        min_value=1,
        max_value=MOST_COPIES,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "govuk-input--width-4"}),
        error_messages={
            "required": "Enter how many copies",
            "invalid": "Enter how many copies, as a whole number",
            "min_value": "Enter 1 copy or more",
            "max_value": f"Enter {MOST_COPIES} copies or fewer",
        },
    )
    on = DatePartsField(label="When were they put there?")
