"""What is held about a person in prison."""

from collections.abc import Iterator
from typing import Any

from django.db.models import CASCADE

from core.privacy import declaration, pointing_at
from core.subject_access import Part, SubjectKind, extend, register
from referrals.models import Concern, ExpectNotice, Person, Referral

#: Texts that staff or organisations wrote about the person, and that may name others.
_OTHERS_WORDS = ("text", "note", "reason_note", "what_was_done", "told_to")
_WHY_WITHHELD = (
    "whoever answers for safeguarding decides whether giving it could harm somebody (Data Protection Act 2018, "
    "schedule 2 part 3 and schedule 3)"
)


def find_person(number: str) -> Person | None:
    """Return the person with this prison number, whatever its capitals and spaces."""
    return Person.objects.filter(prison_number="".join(number.split()).upper()).first() if number.strip() else None


def parts_of_person(person: Person) -> Iterator[Part]:
    """Yield the person, their referrals, all that belongs to those, and concerns, whose words are withheld."""
    referrals = Referral.objects.filter(person=person)
    yield Part("You", Person.objects.filter(pk=person.pk))
    yield Part("Referrals", referrals, others_words=_in(Referral))
    for link in pointing_at(Referral):
        if link.remote_field.on_delete is CASCADE and any(one.export for one in declaration(link.model).values()):
            title = str(link.model._meta.verbose_name_plural).capitalize()
            rows = link.model._base_manager.filter(**{f"{link.name}__in": referrals})
            yield Part(title, rows, others_words=_in(link.model))
    concerns = Concern.objects.filter(referral__in=referrals)
    withheld = dict.fromkeys(("text", "about", "told_to", "what_was_done"), _WHY_WITHHELD)
    yield Part("Concerns", concerns, withheld=withheld)


def _in(table: type) -> tuple[str, ...]:
    return tuple(name for name in _OTHERS_WORDS if name in declaration(table))


def parts_of_user(user: Any) -> Iterator[Part]:
    """Yield the notices that a user sent, with the extension to ring; they say nothing of anybody in prison."""
    notices = ExpectNotice.objects.filter(by=user)
    yield Part("Notices to expect somebody", notices, fields=("created_at", "prison", "by", "extension"))


register(SubjectKind("person", "Person in prison", "Prison number", find_person, parts_of_person))
extend("user", parts_of_user)
