"""Who a referral is about: looked up and written down by prison number, and every look recorded."""

from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from accounts.roles import REFER
from core import audit
from directory.models import Prison
from referrals.enums import Status
from referrals.models import Person, Referral
from referrals.models.people import PRISON_NUMBER
from referrals.permissions import check_may_refer
from referrals.policies import NotPossible


def tidy_number(text: str) -> str:
    """Return a prison number as it is written: capitals, without spaces."""
    return "".join(text.split()).upper()


def is_number(text: str) -> bool:
    """Say whether this is a prison number, as `tidy_number` returns one."""
    try:
        PRISON_NUMBER(text)
    except ValidationError:
        return False
    return True


@transaction.atomic
def look_up(*, prison: Prison, by: Any, prison_number: str) -> Person | None:
    """Return the person with this number, if known. The look is recorded, whatever it finds."""
    check_may_refer(by, prison)
    found = Person.objects.filter(prison_number=tidy_number(prison_number)).first()
    audit.record("person.looked-up", by=by, about=found, scope=prison, found=found is not None)
    return found


@transaction.atomic
def look_up_own(*, by: Any, prison_number: str) -> Any:
    """Return the user's own referrals of the person with this number. The look is recorded, whatever it finds.

    It stands in the trail of the prisons in which they are; where there are none, of all that were looked through.
    Raises PermissionDenied for whoever refers nowhere.
    """
    looked_in = list(Prison.objects.opened().where_allowed(by, REFER))
    if not looked_in:
        raise PermissionDenied("You may not refer people in any prison.")
    number = tidy_number(prison_number)
    person = Person.objects.filter(prison_number=number).first() if number else None
    own = Referral.objects.followed_by(by).filter(person=person) if person else Referral.objects.none()
    found_in = list(Prison.objects.filter(pk__in=own.order_by().values("prison")))
    audit.record("person.looked-up", by=by, about=person, places=found_in or looked_in, found=bool(found_in))
    return own


@transaction.atomic
def know_person(*, prison: Prison, by: Any, prison_number: str, name_is_right: bool = False, **fields: Any) -> Person:
    """Return the person with this number, with what was entered about them, made when not yet known.

    Raises ValidationError for what is no prison number, and NotPossible ("another-name") when the number is known
    under another name, and nobody said that the name is right or another prison's referrals know it.
    """
    check_may_refer(by, prison)
    number = tidy_number(prison_number)
    PRISON_NUMBER(number)
    person, made = Person.objects.select_for_update().get_or_create(
        prison_number=number, defaults={"prison": prison, **fields}
    )
    if not made:
        _check_name(person, prison, fields, name_is_right=name_is_right)
        for name, value in {"prison": prison, **fields}.items():
            if value:
                setattr(person, name, value)
        person.full_clean()
        person.save()
    audit.record("person.entered", by=by, about=person, scope=prison)
    return person


@transaction.atomic
def check_name(*, person: Person, prison: Prison, by: Any, name_is_right: bool = False, **names: str) -> None:
    """Compare a name that was typed with the known one. Nothing is written about the person; the look is recorded.

    Raises NotPossible as `know_person` does.
    """
    check_may_refer(by, prison)
    known = Person.objects.get(pk=person.pk)
    _check_name(known, prison, names, name_is_right=name_is_right)
    audit.record("person.entered", by=by, about=known, scope=prison)


def _check_name(person: Person, prison: Prison, names: dict[str, Any], *, name_is_right: bool) -> None:
    """Refuse another name than the known one: a slip in the number must not rename somebody else.

    Whoever says that the name is right renames a person of their own prison, and one whom nobody was told of yet.
    """
    given = _comparable(names.get("first_name", ""), names.get("last_name", ""))
    known = _comparable(person.first_name, person.last_name)
    if not given or not known or given == known:
        return
    if not name_is_right:
        raise NotPossible(
            "This prison number is known under another name. Check the number and the name.", "another-name"
        )
    if person.prison_id != prison.pk and person.referrals.exclude(status=Status.DRAFT).exists():
        raise NotPossible(
            "This prison number is known under another name, which cannot be changed from this prison. "
            "Check the number, and enter the name as the prison’s record has it.",
            "another-name",
        )


def _comparable(first_name: str, last_name: str) -> str:
    return " ".join(f"{first_name} {last_name}".split()).casefold()
