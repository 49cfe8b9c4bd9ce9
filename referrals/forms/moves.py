"""The forms with which a move is made: its reason, a note, and the sentence for the person."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms import HintedRadioSelect
from referrals.enums import DeclineReason, EndReason, HoldReason, WithdrawReason
from referrals.models import Housing, Met, Referral, ReplyTemplate
from referrals.policies import NAME_IT, Why
from referrals.sentences import sentence_for
from referrals.workflow import Move

_REASONS = {"decline": DeclineReason, "withdraw": WithdrawReason, "end-early": EndReason, "hold": HoldReason}
_NOTES = {
    "ask": _("What do you need to know?"),
    "reply": _("Your answer"),
}
_HINTS = {
    "ask": _("Only what you need to make contact. Never ask about the offence, risk or health."),
    "reply": _("Only what they need to make contact. Nothing about the offence, risk or health."),
    "decline": _("Nothing about the offence, risk or health. If another service would suit better, say which."),
}
#: The moves of which the person is told in a sentence.
_SAID = frozenset({"accept", "queue", "decline", "hold", "end-early", "withdraw"})


class MoveForm(forms.Form):
    """One move: where the reader saw the referral, and what the move asks for."""

    label_size = "s"

    seen = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, move: Move, templates: Iterable[ReplyTemplate] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.move = move
        self.templates = list(templates)
        if self.templates:
            self.fields["template"] = forms.ChoiceField(
                label=_("Start from a saved reply"),
                choices=[("", _("None")), *((str(each.pk), each.title) for each in self.templates)],
                required=False,
            )
        if move.code in _REASONS:
            self.fields["reason"] = _reason(move)
        self.fields["note"] = _note(move)
        if move.code in _SAID:
            self.fields["sentence"] = _sentence()

    def clean(self) -> dict[str, Any]:
        """Ask which service would suit better, where that is the reason."""
        given: dict[str, Any] = super().clean() or self.cleaned_data
        if given.get("reason") == DeclineReason.ELSEWHERE and not given.get("note", "").strip():
            self.add_error("note", NAME_IT)
        return given

    def filled_from_template(self) -> "MoveForm":
        """Return the form again with the words of the chosen saved reply where nothing was typed."""
        data = {name: str(self.data.get(name, "")) for name in self.data}
        chosen = next((each for each in self.templates if str(each.pk) == data.get("template")), None)
        if chosen is not None:
            for name, words in (("note", chosen.note), ("sentence", chosen.sentence)):
                if name in self.fields and not data.get(name, "").strip():
                    data[name] = words
        return type(self)(initial=data, move=self.move, templates=self.templates, **self._more())

    def _more(self) -> dict[str, Any]:
        return {}

    def why(self) -> Why:
        """Return the reason, note and sentence of a valid form."""
        reason = self.cleaned_data.get("reason", "")
        sentence = self.cleaned_data.get("sentence", "").strip()
        return Why(reason, self.cleaned_data["note"].strip(), sentence or str(sentence_for(self.move.code, reason)))


def _reason(move: Move) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=_("Why?"),
        choices=_REASONS[move.code].choices,
        widget=forms.RadioSelect(attrs={"class": "govuk-radios--small"}),
        error_messages={"required": _("Choose why")},
    )


def _note(move: Move) -> forms.CharField:
    return forms.CharField(
        label=_NOTES.get(move.code, _("Note for the other side")),
        help_text=_HINTS.get(move.code, _("Nothing about the offence, risk or health.")),
        required=move.note_needed,
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Write a few words")},
    )


def _sentence() -> forms.CharField:
    return forms.CharField(
        label=_("What the person can be told"),
        help_text=_("One plain sentence, in your words. Leave it empty and we use the usual one."),
        required=False,
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class FinishForm(MoveForm):
    """The end of a referral: what came of each need, and where the person lives if that was asked about."""

    def __init__(self, *args: Any, referral: Referral, **kwargs: Any) -> None:
        self.referral = referral
        super().__init__(*args, **kwargs)
        self.needs = referral.shared_needs
        complete = self.move.code == "complete"
        for number, need in enumerate(self.needs):
            self.fields[f"met_{number}"] = forms.ChoiceField(
                label=need.label,
                choices=Met.choices,
                required=complete,
                widget=forms.RadioSelect(attrs={"class": "govuk-radios--small govuk-radios--inline"}),
                error_messages={"required": _("%(need)s: say what came of it") % {"need": need.label}},
            )
            self.fields[f"distance_{number}"] = forms.ChoiceField(
                label=_("How far has the person come with it? In their own view"),
                choices=[("", _("Not asked")), *DISTANCES],
                required=False,
            )
        if asks_about_housing(self.needs):
            self.fields["first_night"] = forms.ChoiceField(
                label=_("Where do they live, or where did they go on their first night out?"),
                choices=[("", _("Not asked")), *Housing.choices],
                required=False,
            )

    def _more(self) -> dict[str, Any]:
        return {"referral": self.referral}

    def outcomes(self) -> dict[Any, tuple[str, int | None]]:
        """Return for each need that was answered whether it was met, and the distance."""
        found = {}
        for number, need in enumerate(self.needs):
            if met := self.cleaned_data[f"met_{number}"]:
                distance = self.cleaned_data[f"distance_{number}"]
                found[need.pk] = (met, int(distance) if distance else None)
        return found


DISTANCES = [
    ("1", _("1: no nearer")),
    ("2", _("2: a little nearer")),
    ("3", _("3: about half way")),
    ("4", _("4: nearly there")),
    ("5", _("5: where they wanted to be")),
]
#: The headings of the needs whose outcome includes where somebody lives (data/needs.csv).
_HOUSING_HEADINGS = frozenset({"housing", "release"})


def asks_about_housing(needs: Iterable[Any]) -> bool:
    """Say whether one of the needs is about a home or about release."""
    return any({need.slug, need.parent.slug if need.parent else ""} & _HOUSING_HEADINGS for need in needs)


class HousingForm(forms.Form):
    """Where the person lived at their first night out and after three months."""

    label_size = "m"

    first_night = forms.ChoiceField(
        label=_("First night"), choices=[("", _("Not asked")), *Housing.choices], required=False
    )
    three_months = forms.ChoiceField(
        label=_("After three months"), choices=[("", _("Not asked")), *Housing.choices], required=False
    )
    suitable = forms.TypedChoiceField(
        label=_("Is it suitable for them?"),
        choices=[("", _("Not asked")), ("yes", _("Yes")), ("no", _("No"))],
        coerce=lambda value: value == "yes",
        empty_value=None,
        required=False,
        widget=HintedRadioSelect(attrs={"class": "govuk-radios--small govuk-radios--inline"}),
    )
