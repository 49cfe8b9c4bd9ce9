"""One form, one person, one or several services: a referral of its own to each."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from django.db import IntegrityError, transaction

from directory.models import Need, ServicePage
from referrals.actions.drafts import change_draft, empty_draft, start_draft
from referrals.actions.moves import make_move
from referrals.actions.people import check_name, know_person
from referrals.alternatives import count_blocked
from referrals.enums import Source, Status
from referrals.models import Person, Referral
from referrals.policies import ALREADY_OPEN, NotPossible, Overtaken


@dataclass(frozen=True)
class Blocked:
    """A service to which the referral could not be made, and why."""

    service: ServicePage
    reason: str
    code: str


@transaction.atomic
def start_bundle(
    *,
    services: Iterable[ServicePage],
    person: Person | None,
    source: Source,
    by: Any,
    needs: Iterable[Need] = (),
    instead_of: Referral | None = None,
    **fields: Any,
) -> tuple[UUID, list[Blocked]]:
    """Start a draft to each service that takes the person; return their bundle and the services that do not.

    Each draft carries only those needs that its service is for. What was already entered on the referral that this
    one replaces is taken over. Agreement is not: the person agreed to another service. `fields` are what the drafts
    start with besides.
    """
    bundle, blocked, wanted = uuid4(), [], {need.pk: need for need in needs}
    known = {name: getattr(instead_of, name) for name in _TAKEN_OVER} if instead_of is not None else {}
    if instead_of is not None and instead_of.person is not None:
        known |= {f"typed_{name}": getattr(instead_of.person, name) for name in ("first_name", "last_name")}
        known["typed_location"] = instead_of.lives_at
    known = fields | known
    for service in services:
        own = [need for need in service.needs.all() if need.pk in wanted]
        try:
            start_draft(
                service=service, source=source, by=by, needs=own, bundle=bundle,
                person=person, instead_of=instead_of, **known,
            )  # fmt: skip
        except NotPossible as problem:
            blocked.append(Blocked(service, str(problem), problem.code))
            count_blocked(service, own, problem.code)
    return bundle, blocked


_TAKEN_OVER = (
    *("urgency", "referrer_extension", "own_words", "preferred_language", "access_needs", "best_time", "contact_safe"),
)

#: What is typed about the person. It stays on the draft, and is written down about them when it is sent.
_TYPED = ("first_name", "last_name", "location")


def drafts_of(user: Any, bundle: UUID) -> list[Referral]:
    """Return the user's own drafts that were written on one form, in the order of their services' names.

    The person bears what this user typed on the draft, not what somebody else entered under the same number.
    """
    found = Referral.objects.followed_by(user).filter(bundle=bundle, status=Status.DRAFT)
    fetched = found.select_related("person", "prison", "organisation", "referrer", "service__status", "service__prison")
    drafts = list(fetched.prefetch_related("needs", "service__needs").order_by("service__title", "pk"))
    for draft in drafts:
        for name in _TYPED if draft.person is not None else ():
            setattr(draft.person, name, getattr(draft, f"typed_{name}"))
    return drafts


@transaction.atomic
def save_bundle(
    *,
    drafts: Iterable[Referral],
    by: Any,
    person: dict[str, Any],
    fields: dict[str, Any],
    needs: Iterable[Need] | None = None,
    name_is_right: bool = False,
) -> None:
    """Write what the form says to every draft of a bundle. Raises NotPossible.

    `person` holds name and location; the number is that of the drafts' person, or of the one in `fields`. Nothing is
    written about them before sending. A service that does not ask for release window or key dates is not told them.
    """
    typed: dict[str, Any] = {f"typed_{name}": value for name, value in person.items()}
    if typed:
        typed["name_is_right"] = name_is_right
    chosen = None if needs is None else {need.pk: need for need in needs}
    for draft in drafts:
        about = fields.get("person", draft.person)
        if about is not None and person.get("first_name"):  # half a name is compared when it is whole
            check_name(person=about, prison=draft.prison, by=by, name_is_right=name_is_right, **person)
        own = fields | typed | _unasked(draft.service)
        wanted = None if chosen is None else [need for need in draft.service.needs.all() if need.pk in chosen]
        change_draft(referral=draft, by=by, needs=wanted, **own)


@transaction.atomic
def write_bundle(
    *,
    services: list[ServicePage],
    person: Person | None,
    number: str,
    source: Source,
    by: Any,
    typed: dict[str, Any],
    fields: dict[str, Any],
    name_is_right: bool = False,
    **more: Any,
) -> tuple[UUID, list[Blocked]]:
    """Start drafts with everything that a page already holds, or none of them; `more` is as for `start_bundle`.

    `person` is None for somebody who is not known yet: `number` is theirs, empty where it was not typed. `typed` holds
    name and location, `fields` what is written on the drafts. Raises NotPossible as `save_bundle` does.
    """
    if person is None and number:
        person = know_person(prison=services[0].prison, by=by, prison_number=number)
    bundle, blocked = start_bundle(services=services, person=person, source=source, by=by, **more)
    save_bundle(drafts=drafts_of(by, bundle), by=by, person=typed, fields=fields, name_is_right=name_is_right)
    return bundle, blocked


def _unasked(service: ServicePage) -> dict[str, str]:
    asked = {"release_window": service.asks_release_window, "key_dates": service.asks_key_dates}
    return {name: "" for name, is_asked in asked.items() if not is_asked}


def send_bundle(*, drafts: Iterable[Referral], by: Any) -> list[Blocked]:
    """Send every draft, each in its own transaction; return those that could not be sent, and why.

    What was sent meanwhile, by a second press of the button, counts as sent.
    """
    blocked = []
    for draft in drafts:
        try:
            with transaction.atomic():
                _write_person(draft, by)
                make_move(referral=draft, move="send", by=by)
        except Overtaken:
            continue
        except IntegrityError:
            blocked.append(Blocked(draft.service, ALREADY_OPEN, "duplicate"))
        except NotPossible as problem:
            blocked.append(Blocked(draft.service, str(problem), problem.code))
            count_blocked(draft.service, draft.needs.all(), problem.code)
    return blocked


def _write_person(draft: Referral, by: Any) -> None:
    """Write down about the person what was typed on the draft, which keeps it no longer."""
    locked = Referral.objects.select_for_update(of=("self",)).select_related("person").get(pk=draft.pk)
    typed = {name: getattr(locked, f"typed_{name}") for name in _TYPED}
    if locked.person is None or not typed["last_name"]:
        return
    know_person(
        prison=draft.prison,
        by=by,
        prison_number=locked.person.prison_number or "",
        name_is_right=locked.name_is_right,
        **typed,
    )
    Referral.objects.filter(pk=locked.pk).update(**{f"typed_{name}": "" for name in _TYPED})


@transaction.atomic
def discard_bundle(*, drafts: Iterable[Referral], by: Any) -> None:
    """Throw drafts away before their time, and empty them."""
    for draft in drafts:
        empty_draft(make_move(referral=draft, move="discard", by=by))
