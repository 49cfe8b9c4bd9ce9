"""The forms of the work: messages, contacts, who has it, moving prison, handing over, saved replies."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.forms import DatePartsField, HintedRadioSelect
from directory.models import Prison, ServicePage
from referrals.actions.work import Contact
from referrals.models import Happened, ReplyTemplate

MODES = [
    ("one-to-one", _("One to one, in person")),
    ("group", _("In a group")),
    ("telephone", _("Telephone")),
    ("video", _("Video call")),
    ("letter", _("Letter or in-cell material")),
    ("gate", _("Met at the gate or outside")),
]
_SMALL = {"class": "govuk-radios--small"}
_YES_NO = [("yes", _("Yes")), ("no", _("No"))]


class MessageForm(forms.Form):
    """A message to the other side."""

    label_size = "s"

    text = forms.CharField(
        label=_("Write a message"),
        help_text=_("Nothing about the offence, risk or health. If you are worried about somebody, raise a concern."),
        max_length=1000,
        error_messages={"required": _("Write the message")},
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class ContactForm(forms.Form):
    """One contact with the person: when, how, whether it happened, and whether anything is worrying."""

    label_size = "s"

    on = DatePartsField(label=_("Day"), initial=timezone.localdate)
    planned = forms.TypedChoiceField(
        label=_("Was it planned?"),
        choices=_YES_NO,
        initial="yes",
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect(attrs={"class": "govuk-radios--small govuk-radios--inline"}),
    )
    mode = forms.ChoiceField(label=_("How"), choices=MODES)
    happened = forms.ChoiceField(
        label=_("What came of it?"),
        choices=Happened.choices,
        error_messages={"required": _("Choose what came of it")},
        widget=forms.RadioSelect(attrs=_SMALL),
    )
    note = forms.CharField(
        label=_("Short note"),
        help_text=_("Nothing about the offence, risk or health. Up to 300 letters."),
        required=False,
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    any_concern = forms.TypedChoiceField(
        label=_("Is there any concern about the person or somebody else?"),
        choices=_YES_NO,
        coerce=lambda value: value == "yes",
        error_messages={"required": _("Say whether there is any concern")},
        widget=HintedRadioSelect(
            attrs=_SMALL, option_hints={"yes": "Tell staff by voice now. Then write it down on the next page."}
        ),
    )
    start = forms.BooleanField(label=_("Work with the person has started"), required=False, initial=True)

    def __init__(self, *args: Any, can_start: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not can_start:
            del self.fields["start"]

    def contact(self) -> Contact:
        """Return what a valid form says of the contact."""
        return Contact(**{name: value for name, value in self.cleaned_data.items() if name != "start"})

    def starts(self) -> bool:
        """Say whether work starts by it."""
        return bool(self.cleaned_data.get("start"))


class AssignForm(forms.Form):
    """Which colleague has the referral; each with what they have already."""

    label_size = "m"

    to = forms.ChoiceField(
        label=_("Who works with this person?"),
        required=False,
        widget=HintedRadioSelect,
    )
    why = forms.CharField(
        label=_("Why? If there is more to say than that"),
        help_text=_("The change log keeps it, and the referrer can read it. Nothing about the person."),
        required=False,
        max_length=120,
    )

    def __init__(self, *args: Any, people: list[tuple[Any, int]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["to"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 tells the type checker
        field.choices = [("", _("Nobody in particular")), *((str(user.pk), user.name) for user, _load in people)]
        field.widget.option_hints = {str(user.pk): _("has %(n)d open now") % {"n": load} for user, load in people}
        self.people = {str(user.pk): user for user, _load in people}

    def chosen(self) -> Any:
        """Return the colleague, or None."""
        return self.people.get(self.cleaned_data["to"])


class TransferForm(forms.Form):
    """Where the person moves to."""

    label_size = "m"

    prison = forms.ModelChoiceField(
        label=_("Which prison has the person moved to, or will move to?"),
        queryset=Prison.objects.none(),
        error_messages={"required": _("Choose the prison")},
    )

    def __init__(self, *args: Any, leaving: Prison, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["prison"].queryset = Prison.objects.exclude(pk=leaving.pk)  # type: ignore[attr-defined]


class ContinueForm(forms.Form):
    """That work goes on in the other prison, as the person agrees."""

    service = forms.ModelChoiceField(
        label=_("With which of your services there?"), queryset=ServicePage.objects.none(), empty_label=None
    )
    agreed_on = DatePartsField(label=_("On which day did the person agree to go on?"))

    def __init__(self, *args: Any, services: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["service"].queryset = services  # type: ignore[attr-defined]

    def clean_agreed_on(self) -> date:
        """Refuse a day that is to come."""
        return _past(self.cleaned_data["agreed_on"])


class HandoverForm(forms.Form):
    """To whom work is handed over: another accepted referral of the same person, by its reference."""

    label_size = "m"

    reference = forms.CharField(
        label=_("Reference of their referral"),
        help_text=_("Ring the other worker and ask for it. It looks like R-4KTW-9QX."),
        max_length=20,
        error_messages={"required": _("Enter the reference")},
        widget=forms.TextInput(attrs={"class": "govuk-input--width-10", "autocomplete": "off"}),
    )
    person_agreed_on = DatePartsField(
        label=_("Day the person agreed"), help_text=_("Leave empty if you still have to ask them."), required=False
    )

    def clean_person_agreed_on(self) -> date | None:
        """Refuse a day that is to come."""
        return _past(self.cleaned_data["person_agreed_on"])


class HandoverNoteForm(forms.Form):
    """That the person agrees, and that all three met."""

    person_agreed_on = DatePartsField(label=_("Day the person agreed"), required=False)
    met_together_on = DatePartsField(label=_("Day all three met"), required=False)

    def clean_person_agreed_on(self) -> date | None:
        """Refuse a day that is to come."""
        return _past(self.cleaned_data["person_agreed_on"])

    def clean_met_together_on(self) -> date | None:
        """Refuse a day that is to come."""
        return _past(self.cleaned_data["met_together_on"])


class ReplyTemplateForm(forms.ModelForm):
    """Words the organisation uses again."""

    class Meta:
        model = ReplyTemplate
        fields = ["used_for", "title", "note", "sentence"]
        labels = {
            "used_for": _("When is it used?"),
            "title": _("Name of this reply"),
            "note": _("Note for the referrer"),
            "sentence": _("What the person can be told"),
        }
        help_texts = {
            "title": _("Only your organisation sees it."),
            "note": _("Do not write about a person: these words are used again."),
        }
        widgets = {
            "used_for": forms.RadioSelect(attrs=_SMALL),
            "note": forms.Textarea(attrs={"rows": 3}),
            "sentence": forms.Textarea(attrs={"rows": 2}),
        }


def _past(day: Any) -> Any:
    if day is not None and day > timezone.localdate():
        raise ValidationError(_("The day cannot be to come"))
    return day
