"""The form that puts something off."""

from datetime import date
from typing import Any

from django import forms
from django.utils import timezone

from core.form_dates import DatePartsField
from core.forms import HintedRadioSelect
from core.workdays import add_working_days

TOMORROW, WEEK, DAY = "tomorrow", "week", "day"


class SnoozeForm(forms.Form):
    """Until when, and why."""

    label_size = "m"

    when = forms.ChoiceField(
        label="Until when can it wait?",
        choices=[(TOMORROW, "The next working day"), (WEEK, "Five working days"), (DAY, "Another day")],
        error_messages={"required": "Choose until when it can wait"},
        widget=HintedRadioSelect(reveals={DAY: "until"}),
    )
    until = DatePartsField(label="Which day?", required=False)
    reason = forms.CharField(
        label="Why can it wait?",
        help_text="Your deputy reads this. Do not write about a person.",
        max_length=200,
        error_messages={"required": "Write why it can wait"},
    )

    def clean(self) -> dict[str, Any]:
        """Turn the choice into a day."""
        cleaned = super().clean() or {}
        if cleaned.get("when") == DAY and not cleaned.get("until") and "until" not in self.errors:
            self.add_error("until", "Enter the day on which it should come back")
        return cleaned

    def day(self) -> date:
        """Return the chosen day."""
        today = timezone.localdate()
        if self.cleaned_data["when"] == DAY:
            chosen: date = self.cleaned_data["until"]
            return chosen
        return add_working_days(today, 1 if self.cleaned_data["when"] == TOMORROW else 5)
