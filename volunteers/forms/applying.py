"""Forms of applicants, of those who speak for them, and of what applicants are told."""

from typing import Any

from django import forms

from volunteers.enums import PIPELINE, Stage, Suits
from volunteers.validators import no_conviction_detail

_EMAIL_ERRORS = {"required": "Enter their e-mail address", "invalid": "Enter an e-mail address like name@example.org"}
#: Stages at which somebody is told something.
TOLD_STAGES = (*PIPELINE, Stage.ACTIVE, Stage.PAUSED, Stage.LEFT)


class RefereeForm(forms.Form):
    """Who can speak for an applicant."""

    name = forms.CharField(label="Their name", max_length=120, error_messages={"required": "Enter their name"})
    email = forms.EmailField(
        label="Their e-mail address",
        help_text="We send them a link to a short form. The e-mail names nobody.",
        error_messages=_EMAIL_ERRORS,
    )
    known_as = forms.CharField(
        label="How do they know the applicant?",
        max_length=120,
        help_text="Such as: my manager for two years. Nobody of the family.",
        validators=[no_conviction_detail],
        error_messages={"required": "Say how they know the applicant"},
    )
    told = forms.BooleanField(
        label="They know that they are named, and agree",
        error_messages={"required": "Ask them first, then tick the box"},
    )


class OwnRefereeForm(RefereeForm):
    """The same in the applicant's words."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["known_as"].label = "How do they know you?"
        self.fields["known_as"].error_messages["required"] = "Say how they know you"
        self.fields["told"].label = "I have asked them, and they agree"


class ReferenceForm(forms.Form):
    """What somebody says about an applicant, in confidence."""

    suits = forms.ChoiceField(
        label="Would you trust them with a role like this?",
        choices=Suits.choices,
        widget=forms.RadioSelect(attrs={"class": "govuk-radios--small"}),
        error_messages={"required": "Choose an answer"},
    )
    words = forms.CharField(
        label="What should we know about how they are with people?",
        required=False,
        max_length=1000,
        validators=[no_conviction_detail],
        help_text="A few sentences. Nothing about convictions or health, please: it is not asked and never kept.",
        widget=forms.Textarea(attrs={"rows": 5}),
    )


class MessagesForm(forms.Form):
    """What applicants read at each stage; an empty box brings back what is shipped."""

    def __init__(self, *args: Any, shipped: dict[str, str], own: dict[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for stage in TOLD_STAGES:
            usual = shipped.get(stage, "")
            self.fields[stage.value] = forms.CharField(
                label=stage.label,
                required=False,
                max_length=600,
                initial=own.get(stage, ""),
                help_text=f"Without your own words: {usual}" if usual else "",
                widget=forms.Textarea(attrs={"rows": 3}),
            )
