"""Forms for sessions, notices and attendance."""

from typing import Any

from django import forms

from core.form_dates import DatePartsField, HoursForm, time_field
from directory.models import Organisation, Prison
from volunteers.enums import Barrier, Notice
from volunteers.models import Entrant, Position, SessionDay, SessionSeries


class _SessionForm(HoursForm, forms.ModelForm):
    """What a session that comes round and a single one share."""

    backwards = "The session ends before it starts."

    starts = time_field("Expected in")
    ends = time_field("Expected out")

    def __init__(self, *args: Any, prison: Prison, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = Organisation.objects.order_by("name")  # type: ignore[attr-defined]
        positions = Position.objects.filter(prison=prison)
        self.fields["position"].queryset = positions  # type: ignore[attr-defined]
        self.fields["title"].error_messages["required"] = "Enter what the session is called"
        self.fields["destination"].error_messages["required"] = "Enter where they go, such as the chapel"
        self.fields["access_type"].error_messages["required"] = "Choose how they move about"

    def clean(self) -> dict[str, Any]:
        """Take the organisation of a role, and refuse another beside it."""
        cleaned = super().clean()
        position = cleaned.get("position")
        if position is not None and position.organisation is not None:
            if cleaned.get("organisation") not in (None, position.organisation):
                self.add_error("position", "This role belongs to another organisation than the one above.")
            cleaned["organisation"] = position.organisation
        return cleaned


class SeriesForm(_SessionForm):
    """A session that comes round, and who comes to it."""

    starts_on = DatePartsField(label="From")
    ends_on = DatePartsField(label="Last day", required=False, help_text="Empty: until further notice.")
    people = forms.ModelMultipleChoiceField(
        label="Who comes",
        queryset=Entrant.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple(attrs={"class": "govuk-checkboxes--small"}),
        help_text="On each day the gate lets in only those who may enter.",
    )

    class Meta:
        model = SessionSeries
        fields = (
            *("title", "organisation", "position", "weekday", "frequency", "starts", "ends", "destination"),
            *("access_type", "escort_by", "starts_on", "ends_on", "people"),
        )

    def __init__(self, *args: Any, prison: Prison, **kwargs: Any) -> None:
        super().__init__(*args, prison=prison, **kwargs)
        people = Entrant.objects.at_prison(prison).order_by("last_name", "first_name")
        self.fields["people"].queryset = people  # type: ignore[attr-defined]


class DayForm(_SessionForm):
    """A session on one day."""

    on = DatePartsField(label="Day")

    class Meta:
        model = SessionDay
        fields = (
            *("title", "organisation", "position", "on", "starts", "ends", "destination", "access_type"),
            "escort_by",
        )


class NoticeForm(forms.Form):
    """What the prison calls off."""

    kind = forms.ChoiceField(
        label="What has happened?",
        choices=Notice.choices,
        widget=forms.RadioSelect(attrs={"class": "govuk-radios--small"}),
        error_messages={"required": "Choose what has happened"},
    )
    on = DatePartsField(label="Day")
    starts = time_field("From", required=False)
    ends = time_field("To", required=False)
    training = forms.BooleanField(
        label="Training on that day is called off too",
        required=False,
        initial=True,
        help_text="Take the tick out when it is held all the same, such as outside the gate.",
    )


class CancelForm(forms.Form):
    """Why one session is cancelled."""

    barrier = forms.ChoiceField(
        label="Why is it cancelled?",
        choices=Barrier.choices,
        widget=forms.RadioSelect(attrs={"class": "govuk-radios--small"}),
        error_messages={"required": "Choose why"},
    )


class ExpectForm(forms.Form):
    """Who else comes to a session."""

    label = "Who else comes?"
    entrant = forms.ModelChoiceField(
        queryset=Entrant.objects.none(),
        empty_label="Choose somebody",
        error_messages={"required": "Choose somebody"},
    )

    def __init__(self, *args: Any, people: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["entrant"].label = self.label
        self.fields["entrant"].queryset = people  # type: ignore[attr-defined]
