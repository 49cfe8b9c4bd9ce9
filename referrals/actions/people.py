"""Who a referral is about: looked up and written down by prison number, and every look recorded."""

from typing import Any

from django.db import transaction

from core import audit
from directory.models import Prison
from referrals.models import Person
from referrals.models.people import PRISON_NUMBER
from referrals.permissions import check_may_refer
from referrals.policies import NotPossible


def tidy_number(text: str) -> str:
    """Return a prison number as it is written: capitals, without spaces."""
    return "".join(text.split()).upper()


@transaction.atomic
def look_up(*, prison: Prison, by: Any, prison_number: str) -> Person | None:
    """Return the person with this number, if known. The look is recorded, whatever it finds."""
    check_may_refer(by, prison)
    found = Person.objects.filter(prison_number=tidy_number(prison_number)).first()
    audit.record("person.looked-up", by=by, about=found, scope=prison, found=found is not None)
    return found


@transaction.atomic
def know_person(*, prison: Prison, by: Any, prison_number: str, name_is_right: bool = False, **fields: Any) -> Person:
    """Return the person with this number, with what was entered about them, made when not yet known.

    Raises ValidationError for what is no prison number, and NotPossible ("another-name") when the number is known
    under another name and nobody said that the name is right: a slip of one digit must not rename somebody else.
    """
    check_may_refer(by, prison)
    number = tidy_number(prison_number)
    PRISON_NUMBER(number)
    person, made = Person.objects.select_for_update().get_or_create(
        prison_number=number, defaults={"prison": prison, **fields}
    )
    if not made:
        if not name_is_right:
            _check_same_name(person, fields)
        for name, value in {"prison": prison, **fields}.items():
            if value:
                setattr(person, name, value)
        person.full_clean()
        person.save()
    audit.record("person.entered", by=by, about=person, scope=prison)
    return person


def _check_same_name(person: Person, fields: dict[str, Any]) -> None:
    given, known = fields.get("last_name", ""), person.last_name
    if given and known and given.casefold() != known.casefold():
        raise NotPossible(
            "This prison number is known under another name. Check the number and the name.", "another-name"
        )
