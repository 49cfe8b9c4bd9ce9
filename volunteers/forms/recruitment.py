"""Forms for applying and for moving applications on."""

from typing import Any

from django import forms
from django.utils import timezone

from core.forms import DatePartsField
from volunteers.diversity import QUESTIONS
from volunteers.enums import TAKEN_ON, Stage
from volunteers.models import Application
from volunteers.validators import no_conviction_detail


class ApplyForm(forms.Form):
    """Little is asked: who, how to reach them, and why."""

    first_name = forms.CharField(
        label="First name", max_length=80, error_messages={"required": "Enter your first name"}
    )
    last_name = forms.CharField(label="Last name", max_length=80, error_messages={"required": "Enter your last name"})
    email = forms.EmailField(
        label="E-mail address",
        help_text="We write to you here about your application.",
        error_messages={
            "required": "Enter your e-mail address",
            "invalid": "Enter an e-mail address like name@example.org",
        },
    )
    phone = forms.CharField(label="Phone", max_length=40, required=False)
    why = forms.CharField(
        label="Why would you like to do this?",
        required=False,
        max_length=1000,
        validators=[no_conviction_detail],
        help_text="A few sentences. Do not write about convictions: they do not bar anybody, and we never keep them.",
        widget=forms.Textarea(attrs={"rows": 5}),
    )


class DiversityForm(forms.Form):
    """Every question is optional."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for question in QUESTIONS:
            self.fields[question.code] = forms.ChoiceField(
                label=question.words,
                choices=[*question.answers, ("", "I would rather not say")],
                required=False,
                widget=forms.RadioSelect(attrs={"class": "govuk-radios--small"}),
            )

    def answers(self) -> dict[str, str]:
        """Return the answers that were given."""
        return {code: answer for code, answer in self.cleaned_data.items() if answer}


class MoveForm(forms.Form):
    """Where an application goes next."""

    seen_stage = forms.CharField(widget=forms.HiddenInput)
    stage = forms.ChoiceField(
        label="Move to",
        widget=forms.RadioSelect(attrs={"class": "govuk-radios--small"}),
        error_messages={"required": "Choose a stage"},
    )

    agreed_on = DatePartsField(
        label="When did they agree that their record is kept here and shown to the prison?",
        required=False,
        help_text="Needed when they go on to vetting or further. The prison sees their name, role, clearance and "
        "training. Ask them; do not guess.",
    )

    def __init__(self, *args: Any, application: Application, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if application.entrant is not None:
            del self.fields["agreed_on"]
        choices = [(stage.value, stage.label) for stage in Stage if stage != application.stage]
        self.fields["stage"].choices = choices  # type: ignore[attr-defined]
        self.initial = {"seen_stage": application.stage}

    def clean(self) -> dict[str, Any]:
        """Ask for the agreement before somebody gets a record."""
        cleaned = super().clean() or {}
        day = cleaned.get("agreed_on")
        if day and day > timezone.localdate():
            self.add_error("agreed_on", "The day has not come yet. Enter the day on which they agreed.")
        needs = "agreed_on" in self.fields and cleaned.get("stage") in TAKEN_ON
        if needs and not day and "agreed_on" not in self.errors:
            self.add_error("agreed_on", "Enter the day on which they agreed.")
        return cleaned
