"""Forms of messages to organisations and of notices about the regime."""

from typing import Any

from django import forms

from core.form_dates import DatePartsField, HoursForm, time_field
from directory.enums import Weekday
from directory.models import Need, Prison
from volunteers.enums import Notice


def _words(rows: int) -> dict[str, forms.CharField]:
    return {
        "subject": forms.CharField(
            label="What is it about?", max_length=120, error_messages={"required": "Write what it is about"}
        ),
        "body": forms.CharField(
            label="Message",
            max_length=2000,
            widget=forms.Textarea(attrs={"rows": rows}),
            help_text="They read it behind a link. Do not write about a person, and name nobody.",
            error_messages={"required": "Write the message"},
        ),
    }


class MessageForm(forms.Form):
    """A message to organisations, by where they work, what they do and when they come."""

    subject, body = _words(8).values()
    also = forms.ModelMultipleChoiceField(
        label="Also to those who work in",
        queryset=Prison.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple(attrs={"class": "govuk-checkboxes--small"}),
        help_text="The other prisons that you coordinate. Who works in several gets it once.",
    )
    need = forms.ModelChoiceField(
        label="Only those who help with",
        queryset=Need.objects.none(),
        required=False,
        empty_label="Anything",
        help_text="A heading stands for everything under it.",
    )
    weekday = forms.TypedChoiceField(
        label="Only those who come on",
        choices=[("", "Any day"), *Weekday.choices],
        required=False,
        coerce=int,
        empty_value=None,
    )

    def __init__(self, *args: Any, others: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if others:
            self.fields["also"].queryset = others  # type: ignore[attr-defined]
        else:
            del self.fields["also"]
        self.fields["need"].queryset = Need.objects.active()  # type: ignore[attr-defined]


class RegimeForm(HoursForm, forms.Form):
    """A notice about one day, which goes to whoever comes on it."""

    notice = forms.ChoiceField(
        label="What has happened?",
        choices=Notice.choices,
        widget=forms.RadioSelect(attrs={"class": "govuk-radios--small"}),
        error_messages={"required": "Choose what has happened"},
    )
    on = DatePartsField(label="Day")
    starts = time_field("From", required=False)
    ends = time_field("To", required=False)
    subject, body = _words(5).values()
    calls_off = forms.BooleanField(
        label="Call off the sessions of that day, or of those hours",
        required=False,
        help_text="Everybody who is due gets a message at once, and the gate list shows it.",
    )
