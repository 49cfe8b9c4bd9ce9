"""What a referral asks. The ACCT route asks six things on one page; how soon and how to meet have a cautious default.

Of agreement nothing is ever assumed: whether, how, to what and in which language it was explained are asked each time.
"""

import re
from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.forms import DatePartsField
from directory.models import ServicePage
from referrals.actions.people import tidy_number
from referrals.enums import Agreement, ContactSafe, MayShare, Source, Urgency
from referrals.models import Referral
from referrals.models.people import PRISON_NUMBER

NO_AGREEMENT = "no"
#: What the ACCT route does not ask, until somebody opens the full form: the cautious choice of each.
ACCT_DEFAULTS = {"urgency": Urgency.THREE_DAYS.value, "contact_safe": ContactSafe.SPEAK_FIRST.value}
#: How they agreed, and to how much: the answers of the ACCT route, where one question asks both.
AGREED = {
    f"{Agreement.SPOKEN}:{MayShare.ALL}": _("They said yes, to all of it"),
    f"{Agreement.SPOKEN}:{MayShare.CONTACT_ONLY}": _("They said yes, but only to what is needed to find and meet them"),
    f"{Agreement.WRITTEN}:{MayShare.ALL}": _("They signed or wrote that they agree to all of it"),
    f"{Agreement.WRITTEN}:{MayShare.CONTACT_ONLY}": _(
        "They signed or wrote it, but only for what is needed to find and meet them"
    ),
}
AGREEMENT_FIELDS = ("agreement", "may_share", "agreed_on", "agreement_language", "agreement_interpreter")
#: What nobody agreed to any more once it is changed; a cell or an extension that is put right is not of these.
SHARED = (
    *("own_words", "preferred_language", "access_needs", "best_time"),
    *("release_window", "key_dates"),
)
#: The answers about agreement where none is given.
NOT_ASKED: dict[str, Any] = {
    "agreement": "",
    "may_share": "",
    "agreed_on": None,
    "agreement_language": "",
    "agreement_interpreter": False,
}
_INTERPRETER = re.compile(r"[\s,(]*\b(?:with|through|by)?\s*(?:an?\s+)?interpreter\b[\s.)]*$", re.IGNORECASE)
#: A day, as people write one: 12 March, March 12th, 12/3/27, 2027-03-12.
_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*"
_A_DAY = re.compile(
    rf"\b\d{{1,2}}(?:st|nd|rd|th)?(?: of)? {_MONTH}|\b{_MONTH} \d{{1,2}}(?:st|nd|rd|th)?\b"
    r"|\b\d{1,2}[./-]\d{1,2}[./-]\d{2,4}\b|\b\d{4}-\d{1,2}-\d{1,2}\b",
    re.IGNORECASE,
)
_SMALL = {"class": "govuk-radios--small"}
_SHORT = {"class": "govuk-input--width-20"}


class NumberedForm(forms.Form):
    """A form that asks for the person's number, but for somebody who is known already."""

    prison_number = forms.CharField(
        label=_("Prison number"),
        help_text=_("One letter, four digits and two letters, such as A1234BC."),
        max_length=12,
        widget=forms.TextInput(attrs={"class": "govuk-input--width-10", "autocomplete": "off", "spellcheck": "false"}),
        error_messages={"required": _("Enter the prison number")},
    )

    def clean_prison_number(self) -> str:
        """Return the number as it is written."""
        number = tidy_number(self.cleaned_data["prison_number"])
        if number:
            PRISON_NUMBER(number)
        return number


class CheckForm(NumberedForm):
    """Asked before the standard form: who it is about, and whether the services are for them. Ticks are not kept."""

    def __init__(self, *args: Any, services: list[tuple[ServicePage, list[str]]], known: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if known:
            del self.fields["prison_number"]
        for service, facts in services:
            if facts:
                self.fields[f"suits-{service.pk}"] = _facts_field(service, facts)


def _facts_field(service: ServicePage, facts: list[str]) -> forms.MultipleChoiceField:
    """Return the conditions of a service as ticks, of which none may be left out."""

    def all_of_them(ticked: list[str]) -> None:
        if len(ticked) < len(facts):
            raise ValidationError(
                _("Tick everything that is true for “%(service)s”. If something is not, leave the service out"),
                params={"service": service.title},
            )

    return forms.MultipleChoiceField(
        label=_("%(service)s is for people to whom all of this applies") % {"service": service.title},
        choices=[(str(number), fact) for number, fact in enumerate(facts)],
        widget=forms.CheckboxSelectMultiple(attrs={"class": "govuk-checkboxes--small"}),
        validators=[all_of_them],
        error_messages={"required": _("Tick what is true, or leave the service out")},
    )


class DraftForm(NumberedForm):
    """What the ACCT route asks: six things, of which the number is not asked again once it is known."""

    full_name = forms.CharField(
        label=_("Name"),
        help_text=_("First name and last name, as the prison’s record has them."),
        max_length=120,
        widget=forms.TextInput(attrs={"class": "govuk-input--width-20", "autocomplete": "off", "spellcheck": "false"}),
        error_messages={"required": _("Enter the person’s name")},
    )
    location = forms.CharField(
        label=_("Where they live"),
        help_text=_("Wing, landing and cell."),
        max_length=60,
        widget=forms.TextInput(attrs={"class": "govuk-input--width-10", "autocomplete": "off"}),
        error_messages={"required": _("Enter where they live in the prison")},
    )
    own_words = forms.CharField(
        label=_("What would they like help with, in their own words?"),
        help_text=_("Ask them. Nothing about health, risk or the offence."),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    agreement_language = forms.CharField(
        label=_("In which language did you explain to them what is passed on, and to whom?"),
        help_text=_("Such as “English”, or “Polish, with an interpreter”."),
        max_length=60,
        widget=forms.TextInput(attrs=_SHORT),
        error_messages={"required": _("Say in which language you explained it")},
    )
    agreement = forms.ChoiceField(
        label=_("Do they agree to this being passed on?"),
        help_text=_("Their answer today, to you. Saying no changes nothing about how they are treated."),
        choices=[*AGREED.items(), (NO_AGREEMENT, _("No, or not yet"))],
        widget=forms.RadioSelect(attrs=_SMALL),
        error_messages={"required": _("Say whether the person agrees, and to how much")},
    )

    #: Saved as they stand on the draft. The others need a hand.
    PLAIN: tuple[str, ...] = ("own_words",)

    def __init__(
        self, *args: Any, drafts: list[Referral], known: bool = False, later: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.drafts = drafts
        # Who says no is asked nothing more: nothing is sent.
        self.later = later or bool(self.is_bound and self.data.get("agreement") == NO_AGREEMENT)
        if known:
            del self.fields["prison_number"]
        self._shape(drafts)
        if self.later:
            for field in self.fields.values():
                field.required = False

    def _shape(self, drafts: list[Referral]) -> None:
        """Add and remove fields by what the services ask."""

    def clean_full_name(self) -> str:
        """Take a first name and a last name."""
        name = " ".join(self.cleaned_data["full_name"].split())
        if name and len(name.replace(",", " ").split()) < 2 and not self.later:
            raise ValidationError(_("Enter a first name and a last name"))
        return name

    def clean_agreement_language(self) -> str:
        """Take a language, alone or with an interpreter."""
        given = " ".join(self.cleaned_data["agreement_language"].split())
        if given and not _INTERPRETER.sub("", given):
            raise ValidationError(_("Say in which language the interpreter spoke to the person"))
        return given

    @property
    def number(self) -> str:
        """Return the number that was typed; empty where none was, or it is known."""
        return str(getattr(self, "cleaned_data", {}).get("prison_number", ""))

    @property
    def names(self) -> dict[str, str]:
        """Return first and last name: "Sam Jones", or "JONES, Sam" as records write it."""
        name = self.cleaned_data.get("full_name", "")
        if "," in name:
            last, first = (part.strip() for part in name.split(",", 1))
        else:
            first, _space, last = name.rpartition(" ")
        return {"first_name": first[:60], "last_name": last[:60]}

    @property
    def person(self) -> dict[str, str]:
        """Return what is written down about the person."""
        return self.names | {"location": self.cleaned_data.get("location", "")}

    @property
    def agrees(self) -> bool:
        """Say whether the person agreed."""
        return self.cleaned_data.get("agreement") not in ("", None, NO_AGREEMENT)

    def referral_fields(self) -> dict[str, Any]:
        """Return what is written on the referrals."""
        given = self.cleaned_data
        found: dict[str, Any] = {name: given[name] for name in self.PLAIN if given.get(name) is not None}
        # A form that is put aside half filled in leaves these as they are.
        found = {name: value for name, value in found.items() if value or name not in ("source", "urgency")}
        return found | self._agreed()

    def _agreed(self) -> dict[str, Any]:
        """Return how they agreed, to what and in which language: today, because that is what is asked."""
        how, _colon, what = self.cleaned_data.get("agreement", "").partition(":") if self.agrees else ("", "", "")
        spoken = self.cleaned_data.get("agreement_language", "")
        language = _INTERPRETER.sub("", spoken)
        return {
            "agreement": how,
            "may_share": what,
            "agreed_on": timezone.localdate() if self.agrees else None,
            "agreement_language": language,
            "agreement_interpreter": language != spoken,
        }

    def agreed_to_something_else(self) -> bool:
        """Say whether what is passed on was changed since they agreed, and no other answer was given with it."""
        saved = self.drafts[0] if self.drafts else None
        given = self.referral_fields()
        if saved is None or not (saved.agreement and given["agreement"]):
            return False
        if (saved.agreement, saved.may_share) != (given["agreement"], given["may_share"]):
            return False
        asked = [name for name in SHARED if name in given]
        # What a service does not ask for is on no draft to it.
        words = any(given[name] not in {getattr(draft, name) for draft in self.drafts} for name in asked)
        needs = self.chosen_needs()
        kept = {need.pk for draft in self.drafts for need in draft.needs.all()}
        return words or (needs is not None and {need.pk for need in needs} != kept)

    def chosen_needs(self) -> Iterable[Any] | None:
        """Return the needs that were ticked; None where the form does not ask."""
        return None


class FullDraftForm(DraftForm):
    """What the standard route asks: each part of the agreement by itself, and what the ACCT route has defaults for."""

    agreement = forms.ChoiceField(
        label=_("Do they agree to this being passed on?"),
        help_text=_("Say what is passed on and to whom. Saying no changes nothing about how they are treated."),
        choices=[*Agreement.choices, (NO_AGREEMENT, _("No, or not yet"))],
        widget=forms.RadioSelect(attrs=_SMALL),
        error_messages={"required": _("Say whether the person agrees")},
    )

    source = forms.ChoiceField(label=_("What led to this?"), choices=Source.choices)
    needs = forms.MultipleChoiceField(
        label=_("What is it about?"),
        required=False,
        widget=forms.CheckboxSelectMultiple(attrs={"class": "govuk-checkboxes--small"}),
    )
    urgency = forms.ChoiceField(
        label=_("How soon should they hear something?"),
        choices=Urgency.choices,
        widget=forms.RadioSelect(attrs=_SMALL),
        error_messages={"required": _("Say how soon they should hear something")},
    )
    agreed_on = DatePartsField(label=_("When they agreed, if it was not today"), required=False)
    agreement_explained_by = forms.CharField(
        label=_("Who explained it to them?"),
        help_text=_("A role, such as key worker."),
        max_length=60,
        widget=forms.TextInput(attrs=_SHORT),
        error_messages={"required": _("Say who explained it to them: a role is enough")},
    )
    agreement_language = forms.CharField(
        label=_("In which language was it explained?"),
        max_length=60,
        widget=forms.TextInput(attrs=_SHORT),
        error_messages={"required": _("Say in which language it was explained")},
    )
    agreement_interpreter = forms.BooleanField(label=_("An interpreter was used"), required=False)
    may_share = forms.ChoiceField(
        label=_("What may be passed on?"),
        choices=MayShare.choices,
        widget=forms.RadioSelect(attrs=_SMALL),
        error_messages={"required": _("Say what may be passed on")},
    )
    contact_safe = forms.ChoiceField(
        label=_("Have staff checked that contact is safe to arrange?"),
        help_text=_("The service is told your answer, never a reason."),
        choices=ContactSafe.choices,
        widget=forms.RadioSelect(attrs=_SMALL),
        error_messages={"required": _("Say whether contact is safe to arrange")},
    )
    preferred_language = forms.CharField(
        label=_("Language they prefer"), max_length=60, required=False, widget=forms.TextInput(attrs=_SHORT)
    )
    access_needs = forms.CharField(
        label=_("Access needs"),
        help_text=_("What the service should arrange, such as large print or a ground-floor room. No diagnosis."),
        max_length=300,
        required=False,
    )
    best_time = forms.CharField(label=_("Best time to see them"), max_length=120, required=False)
    referrer_extension = forms.CharField(
        label=_("Your phone or extension"), max_length=30, required=False, widget=forms.TextInput(attrs=_SHORT)
    )
    release_window = forms.CharField(
        label=_("When release is likely"),
        help_text=_("A span, such as “March to May 2027”. No sentence details."),
        max_length=40,
        required=False,
    )
    key_dates = forms.CharField(
        label=_("Key dates"),
        help_text=_("Such as a hearing or a move: the day and what it is, no more."),
        max_length=120,
        required=False,
    )

    PLAIN = (
        *("own_words", "source", "urgency", "agreement_explained_by", "contact_safe"),
        *("preferred_language", "access_needs", "best_time", "referrer_extension"),
        *("release_window", "key_dates"),
    )

    field_order = (
        *("prison_number", "full_name", "location", "source", "needs", "urgency", "own_words"),
        *("agreement_explained_by", "agreement_language", "agreement_interpreter", "agreement", "agreed_on"),
        *("may_share", "contact_safe"),
    )

    def __init__(self, *args: Any, sees_release: bool, **kwargs: Any) -> None:
        self._sees_release = sees_release
        super().__init__(*args, **kwargs)

    def _shape(self, drafts: list[Referral]) -> None:
        services = [draft.service for draft in drafts]
        if not (self._sees_release and any(service.asks_release_window for service in services)):
            del self.fields["release_window"]
        if not (self._sees_release and any(service.asks_key_dates for service in services)):
            del self.fields["key_dates"]
        needs = {need.slug: need.label for service in services for need in service.needs.all()}
        field: Any = self.fields["needs"]
        field.choices = sorted(needs.items(), key=lambda pair: pair[1])
        if not needs:
            del self.fields["needs"]

    def clean_release_window(self) -> str:
        """Take a span: on which day somebody leaves is not needed to plan for it."""
        given = str(self.cleaned_data["release_window"])
        if _A_DAY.search(given):
            raise ValidationError(_("Enter a span, such as “March to May 2027”, and not a day"))
        return given

    def clean_agreed_on(self) -> Any:
        """Refuse a day that has not come."""
        day = self.cleaned_data["agreed_on"]
        if day and day > timezone.localdate():
            raise ValidationError(_("The day they agreed must be today or earlier"))
        return day

    def _agreed(self) -> dict[str, Any]:
        given = self.cleaned_data
        return {
            "agreement": given["agreement"] if self.agrees else "",
            "may_share": given.get("may_share", "") if self.agrees else "",
            "agreed_on": (given.get("agreed_on") or timezone.localdate()) if self.agrees else None,
            "agreement_language": given.get("agreement_language", ""),
            "agreement_interpreter": given.get("agreement_interpreter", False),
        }

    def clean_agreement_language(self) -> str:
        """Take the language; an interpreter has a tick of its own here."""
        return str(self.cleaned_data["agreement_language"])

    def chosen_needs(self) -> Iterable[Any] | None:
        """Return the needs of the services that were ticked."""
        if "needs" not in self.fields:
            return None
        slugs = set(self.cleaned_data.get("needs", ()))
        return [need for draft in self.drafts for need in draft.service.needs.all() if need.slug in slugs]
