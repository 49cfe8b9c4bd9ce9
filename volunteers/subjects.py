"""What is held about somebody who comes in (a volunteer, a worker, a visitor), and about whoever applied for a role."""

from collections.abc import Iterable, Iterator
from dataclasses import fields
from typing import Any

from django.db import models
from django.db.models import Q

from core.privacy import declaration, pointing_at
from core.subject_access import Part, SubjectKind, extend, looks_at, register, register_own_way, register_records
from volunteers.actions.own_page import FEED_LABEL
from volunteers.actions.references import APPLICANT_LABEL
from volunteers.gate.listing import Line
from volunteers.models import Application, Entrant, GateList, Reference, SessionSeries

#: Texts that staff wrote about the person.
_OTHERS_WORDS = ("reason", "note")
#: Why what somebody said about an applicant is not given to the applicant.
IN_CONFIDENCE = "A reference given in confidence is not given out (Data Protection Act 2018, schedule 2, paragraph 24)."


def find_entrant(email: str) -> Entrant | None:
    """Return the person with this e-mail address, whatever its capitals."""
    return Entrant.objects.filter(email__iexact=email, merged_into=None).first() if email else None


def parts_of_entrant(entrant: Entrant) -> Iterator[Part]:
    """Yield the person and every table whose rows are about them."""
    yield Part("You", Entrant.objects.filter(pk=entrant.pk))
    for link in pointing_at(Entrant):
        declared = declaration(link.model)
        if any(one.export for one in declared.values()):
            title = str(link.model._meta.verbose_name_plural).capitalize()
            words = tuple(name for name in _OTHERS_WORDS if name in declared)
            yield Part(title, link.model._base_manager.filter(**{link.name: entrant}), others_words=words)
    series = SessionSeries.objects.filter(people=entrant)
    yield Part("Sessions that come round", series, fields=("title", "starts_on", "ends_on", "people"))


def gate_lists_of(entrant: Entrant) -> Iterator[Part]:
    """Yield the gate lists that were taken away with the person on them: their own lines alone."""
    own = set(Entrant.objects.filter(Q(pk=entrant.pk) | Q(merged_into=entrant)).values_list("reference", flat=True))

    def lines(taken: GateList) -> list[str]:
        mine = [line for line in taken.content.get("entering", []) if line.get("reference") in own]
        return [", ".join(_said(line)) for line in mine]

    named = GateList.objects.naming(own)
    yield Part("Gate lists", named, fields=("prison", "on", "copy", "content"), excerpts={"content": lines})


def _said(line: dict[str, Any]) -> Iterator[str]:
    """Yield what a line of a gate list says, in the order of the paper (jsonb keeps none), without what is empty."""
    for value in (line.get(known.name) for known in fields(Line)):
        yield from map(str, value if isinstance(value, list) else [value] if value else [])


def looks_at_entrant(entrant: Entrant) -> Iterator[Part]:
    """Yield who looked at the record, at what was taken into it, and at the applications that led to it."""
    taken_in = Entrant.objects.filter(merged_into=entrant)
    applied = Application.objects.filter(Q(entrant=entrant) | Q(email__iexact=entrant.email) & ~Q(email=""))
    yield looks_at([entrant, *taken_in, *applied], by_others_than=entrant.user)


def looks_at_application(application: Application) -> Iterator[Part]:
    """Yield who looked at the applications with the same address."""
    yield looks_at(Application.objects.filter(email__iexact=application.email), by_others_than=None)


def find_application(email: str) -> Application | None:
    """Return the latest application with this e-mail address, whatever its capitals."""
    return Application.objects.filter(email__iexact=email).order_by("-created_at").first() if email else None


def parts_of_applicant(application: Application) -> Iterator[Part]:
    """Yield every application with the same address. What was counted about who applies is nobody's."""
    yield from _applications(application.email)


def _applications(email: str) -> Iterator[Part]:
    theirs = Application.objects.filter(email__iexact=email)
    yield Part("Applications for a role", theirs)
    yield _references(Reference.objects.filter(application__in=theirs))


def _references(rows: Any) -> Part:
    """Return that people were asked to speak for somebody; what they said was said in confidence."""
    names = ("asked_on", "state", "suits", "words")
    return Part("References", rows, fields=names, withheld=dict.fromkeys(("suits", "words"), IN_CONFIDENCE))


def references_of_entrant(entrant: Entrant) -> Iterator[Part]:
    """Yield that people were asked to speak for somebody who comes in."""
    yield _references(Reference.objects.filter(application__entrant=entrant))


def find_referee(email: str) -> Reference | None:
    """Return the latest request to somebody with this e-mail address to speak for an applicant."""
    return Reference.objects.filter(email__iexact=email).order_by("-created_at").first() if email else None


def parts_of_referee(reference: Reference) -> Iterator[Part]:
    """Yield what somebody was asked and said, with their own name and address."""
    names = ("name", "email", "known_as", "asked_on", "answered_on", "suits", "words")
    yield Part("References you gave", Reference.objects.filter(email__iexact=reference.email), fields=names)


def records_of_user(user: Any) -> Iterable[models.Model]:
    """Return a user's own record and what was taken into it, so that they see who looked at it."""
    own = Entrant.objects.filter(Q(user=user) | Q(merged_into__user=user))
    return [*own, *Application.objects.filter(email__iexact=user.email)]


def parts_of_user(user: Any) -> Iterator[Part]:
    """Yield what is held about a user who comes in, or who applied with the account's address."""
    yield from _applications(user.email)
    for entrant in Entrant.objects.filter(user=user):
        yield from parts_of_entrant(entrant)
        yield from references_of_entrant(entrant)
        yield from gate_lists_of(entrant)


register(SubjectKind("volunteer", "Volunteer or worker who comes in", "E-mail address", find_entrant, parts_of_entrant))
register(SubjectKind("applicant", "Applicant for a role", "E-mail address", find_application, parts_of_applicant))
register(
    SubjectKind("referee", "Somebody who speaks for an applicant", "E-mail address", find_referee, parts_of_referee)
)
extend("volunteer", references_of_entrant)
extend("volunteer", gate_lists_of)
extend("volunteer", looks_at_entrant)
extend("applicant", looks_at_application)
extend("user", parts_of_user)
register_records(records_of_user)
for label in (APPLICANT_LABEL, FEED_LABEL):
    register_own_way(label)
