"""Forms of the own page: asking for a correction, and stopping."""

from typing import Any

from django import forms

from core.form_dates import DatePartsField
from volunteers.enums import CorrectionState, Topic
from volunteers.models import Engagement
from volunteers.validators import no_conviction_detail


class CorrectionForm(forms.Form):
    """What is wrong, and what it should say."""

    topic = forms.ChoiceField(
        label="What is it about?",
        choices=Topic.choices,
        widget=forms.RadioSelect(attrs={"class": "govuk-radios--small"}),
        error_messages={"required": "Choose what it is about"},
    )
    words = forms.CharField(
        label="What is wrong, and what should it say?",
        max_length=500,
        validators=[no_conviction_detail],
        help_text="Do not write about convictions or reasons of a decision: they are never kept here.",
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": "Write what is wrong"},
    )


class AnswerForm(forms.Form):
    """What came of it."""

    state = forms.ChoiceField(
        label="What have you done?",
        choices=[(CorrectionState.CORRECTED.value, "It is corrected"), (CorrectionState.STAYS.value, "It stays")],
        widget=forms.RadioSelect(attrs={"class": "govuk-radios--small"}),
        error_messages={"required": "Say what you have done"},
    )
    answer = forms.CharField(
        label="Your answer to the person",
        max_length=500,
        validators=[no_conviction_detail],
        help_text="If it stays, say why and whom they can ask.",
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": "Write an answer to the person"},
    )


class LeaveForm(forms.Form):
    """What somebody stops, and their last day. No reason is asked: nobody owes one."""

    engagements = forms.ModelMultipleChoiceField(
        label="What do you stop?",
        queryset=Engagement.objects.none(),
        widget=forms.CheckboxSelectMultiple(attrs={"class": "govuk-checkboxes--small"}),
        error_messages={"required": "Choose what you stop"},
    )
    ends_on = DatePartsField(label="Your last day", help_text="You can come in up to and including this day.")

    def __init__(self, *args: Any, engagements: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["engagements"].queryset = engagements  # type: ignore[attr-defined]
        self.fields["engagements"].label_from_instance = name_of_work  # type: ignore[attr-defined]


def name_of_work(engagement: Engagement) -> str:
    """Return what somebody does, where and with whom, in one line."""
    what = engagement.position.title if engagement.position else str(engagement.get_kind_display())
    where = engagement.position.prison.name if engagement.position else ""
    whose = engagement.organisation.name if engagement.organisation else ""
    return ", ".join(part for part in (what, where, whose) if part)
