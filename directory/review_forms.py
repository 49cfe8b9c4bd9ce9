"""Forms of the review cycle: for organisations with a link and for coordinators."""

import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.forms import DatePartsField, HintedRadioSelect
from directory.enums import AttemptMethod, Availability, Disposition

#: "Full" with no waiting list is a paused service with no places: nobody is taken until somebody says so.
FULL = "full"
AVAILABILITY = [
    (Availability.OPEN.value, _("Open: it takes people now")),
    (Availability.LIMITED.value, _("A few places")),
    (Availability.WAITING_LIST.value, _("Full, with a waiting list")),
    (FULL, _("Full, with no waiting list")),
    (Availability.PAUSED.value, _("Paused for a while")),
]
_NUMBER = forms.NumberInput(attrs={"class": "govuk-input--width-3", "inputmode": "numeric"})


class AvailabilityForm(forms.Form):
    """Whether the service takes people now, with the number or day that belongs to the answer."""

    label_size = "m"

    availability = forms.ChoiceField(
        label=_("Can it take people now?"),
        choices=AVAILABILITY,
        error_messages={"required": _("Choose whether it takes people now")},
        widget=HintedRadioSelect(
            reveals={
                Availability.LIMITED.value: "places",
                Availability.WAITING_LIST.value: "wait_weeks",
                Availability.PAUSED.value: "resumes_on",
            }
        ),
    )
    places = forms.IntegerField(label=_("How many places?"), required=False, min_value=1, max_value=500, widget=_NUMBER)
    wait_weeks = forms.IntegerField(
        label=_("How many weeks do people wait?"), required=False, min_value=1, max_value=104, widget=_NUMBER
    )
    resumes_on = DatePartsField(
        label=_("When does it start again?"), required=False, help_text=_("Leave empty if you do not know")
    )

    def clean_resumes_on(self) -> datetime.date | None:
        """Refuse a day that is not to come."""
        day: datetime.date | None = self.cleaned_data["resumes_on"]
        chosen = self.cleaned_data.get("availability") == Availability.PAUSED
        if day and chosen and day <= timezone.localdate():
            raise ValidationError(_("The day must be after today"))
        return day

    def facts(self) -> dict[str, Any]:
        """Return the arguments of `set_availability`: only the number that belongs to the answer."""
        chosen = self.cleaned_data["availability"]
        if chosen == FULL:
            return {"availability": Availability.PAUSED, "places": 0}
        belongs = {
            Availability.LIMITED: "places",
            Availability.WAITING_LIST: "wait_weeks",
            Availability.PAUSED: "resumes_on",
        }
        facts = {"availability": chosen}
        if name := belongs.get(chosen):
            facts[name] = self.cleaned_data[name]
        return facts


class ChangeForm(forms.Form):
    """What has changed, in a few words for the coordinator."""

    label_size = "m"

    text = forms.CharField(
        label=_("What has changed?"),
        help_text=_("Session times, rooms, contacts, who it is for. Do not write about a person. Up to 300 letters."),
        max_length=300,
        error_messages={"required": _("Write what has changed")},
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class ClosedForm(forms.Form):
    """That the service has closed for good: one deliberate tick, because it shows at once."""

    closed = forms.BooleanField(
        label=_("This service has closed for good"),
        error_messages={"required": _("Tick the box if the service has closed for good")},
    )


class OutcomeForm(forms.Form):
    """What came of ringing or visiting an organisation."""

    label_size = "s"

    method = forms.ChoiceField(
        label=_("How did you ask?"),
        choices=[choice for choice in AttemptMethod.choices if choice[0] != AttemptMethod.EMAIL],
        initial=AttemptMethod.PHONE,
        widget=forms.RadioSelect(attrs={"class": "govuk-radios--small govuk-radios--inline"}),
    )
    disposition = forms.ChoiceField(
        label=_("What came of it?"),
        choices=[
            (Disposition.CONFIRMED.value, _("Nothing has changed: the listing is confirmed")),
            (Disposition.CHANGED.value, _("Something has changed: I will edit the listing")),
            (Disposition.NO_ANSWER.value, _("No answer")),
            (Disposition.WRONG_CONTACT.value, _("Wrong contact")),
            (Disposition.CLOSED.value, _("The service has closed")),
        ],
        error_messages={"required": _("Choose what came of it")},
        widget=forms.RadioSelect(attrs={"class": "govuk-radios--small"}),
    )
    note = forms.CharField(
        label=_("Note"),
        help_text=_("For the next person who rings. Do not write about a person in prison."),
        required=False,
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
