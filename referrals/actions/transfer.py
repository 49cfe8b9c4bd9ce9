"""When the person moves to another prison: continue there, or close and say what there is."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import formats, timezone
from django.utils.translation import gettext as _

from core import audit
from directory.enums import TAKES_PEOPLE
from directory.models import Need, Prison, ServicePage
from referrals.actions.moves import make_move
from referrals.actions.work import locked
from referrals.change_log import TRANSFER, write_line
from referrals.enums import Actor, EndReason, WithdrawReason
from referrals.models import Referral
from referrals.notifications import tell_coordinators
from referrals.permissions import actors_of, check_is
from referrals.policies import NotPossible, Why, check_no_open_referral, check_working, open_moves

_MOST_EQUIVALENTS = 10
#: The moves that close it, the organisation's first, with the reason each is given.
_CLOSES = {"end-early": EndReason.TRANSFERRED, "withdraw": WithdrawReason.TRANSFERRED}


def services_there(referral: Referral, prison: Prison) -> Any:
    """Return the same organisation's live services in a prison: with one of them work can go on."""
    return (
        ServicePage.objects.live()
        .in_prison(prison)
        .filter(organisation=referral.organisation, never_by_name=False, prison__opened_on__isnull=False)
        .order_by("title", "pk")
    )


def equivalents(referral: Referral, prison: Prison, *, needs: Iterable[Need]) -> list[ServicePage]:
    """Return services in a prison that help with one of the needs and take people now.

    `needs` are those that the reader may know; where they know of none, what the referral's own service is for.
    """
    wanted = list(needs) or list(referral.service.needs.all())
    return list(
        ServicePage.objects.live()
        .in_prison(prison)
        .filter(needs__in=wanted, status__availability__in=TAKES_PEOPLE, prison__opened_on__isnull=False)
        .select_related("organisation", "status")
        .distinct()
        .order_by("title", "pk")[:_MOST_EQUIVALENTS]
    )


@transaction.atomic
def continue_there(*, referral: Referral, service: ServicePage, agreed_on: date, by: Any) -> Referral:
    """Let work go on in another prison, with a service of the same organisation there, as the person agrees.

    Raises PermissionDenied, or NotPossible when the organisation does not work there or nothing has begun.
    """
    held = locked(referral)
    check_is(by, held, Actor.ORGANISATION)
    check_working(held)
    _check_can_go_on(held, service, agreed_on)
    before, person = held.prison, held.person
    held.prison, held.service, held.transferred_to = service.prison, service, service.prison
    held.location = ""
    held.save()
    if person is not None:
        person.prison, person.location = service.prison, ""
        person.save()
    write_line(
        referral=held,
        move=TRANSFER,
        actor=Actor.ORGANISATION,
        by=by,
        note=_("From %(before)s to %(after)s. The person agreed on %(day)s.")
        % {"before": before.name, "after": service.prison.name, "day": formats.date_format(agreed_on, "j F Y")},
    )
    audit.record("referral.transferred", by=by, about=held, scope=before, to=service.prison_id)
    # The prison that receives the person learns of it; the one they left has nothing more to do.
    tell_coordinators(held)
    return held


def closing_move(referral: Referral, by: Any) -> str:
    """Return the move by which somebody closes a referral of a person who moves, or "" while they may not.

    The organisation ends its work once it has accepted; before that only the referrer withdraws.
    """
    open_now = {move.code for move in open_moves(referral, actors_of(by, referral))}
    return next((code for code in _CLOSES if code in open_now), "")


@transaction.atomic
def close_for_move(*, referral: Referral, to: Prison, by: Any, why: Why, seen_status: str | None = None) -> Referral:
    """Close because the person moves and work does not go on; equivalent services there are shown on the case.

    Raises PermissionDenied, Overtaken or NotPossible.
    """
    held = locked(referral)
    check_is(by, held, Actor.ORGANISATION, Actor.REFERRER)
    move = closing_move(held, by) or "withdraw"
    given = Why(_CLOSES[move].value, why.note, why.sentence)
    ended = make_move(referral=held, move=move, by=by, why=given, seen_status=seen_status)
    ended.transferred_to = to
    ended.save(update_fields=["transferred_to", "updated_at"])
    audit.record("referral.closed_for_move", by=by, about=ended, scope=ended.prison, to=to.pk)
    return ended


def _check_can_go_on(referral: Referral, service: ServicePage, agreed_on: date) -> None:
    if service.organisation_id != referral.organisation_id or not service.live or service.never_by_name:
        raise NotPossible("Your organisation has no such service there, so work cannot go on.", "not-there")
    if service.prison_id == referral.prison_id:
        raise NotPossible("Choose a service in another prison.", "same-prison")
    if agreed_on > timezone.localdate():
        raise NotPossible("The person must have agreed already.", "not-agreed")
    check_no_open_referral(service, referral.person)
