"""Decisions of a named manager at the gate: overrides and items."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from core import audit
from directory.models import Prison
from volunteers.gate.facts import NEVER_OVERRIDDEN, Requirement
from volunteers.gate.rules import what_is_missing
from volunteers.gate.standing import standing_of
from volunteers.models import AuthorisedItem, Entrant, EntrySettings, GateOverride
from volunteers.permissions import check_decides
from volunteers.policies import NotPossible
from volunteers.validators import no_conviction_detail


@transaction.atomic
def override(
    *,
    entrant: Entrant,
    prison: Prison,
    requirements: Iterable[Requirement],
    starts_on: date,
    ends_on: date,
    reason: str,
    by: Any,
) -> GateOverride:
    """Let somebody in for a few days although something is missing; the approver is whoever does it.

    It covers what is missing now and nothing else. Raises PermissionDenied, NotPossible, or ValidationError for a
    reason that says what must not be held.
    """
    check_decides(by, prison, entrant)
    if not reason.strip():
        raise NotPossible("Write the reason: it is kept with your name.")
    no_conviction_detail(reason)
    _check_override_days(starts_on, ends_on)
    covers = _codes_missing(entrant, prison, requirements, starts_on)
    made = GateOverride.objects.create(
        entrant=entrant,
        prison=prison,
        covers=covers,
        starts_on=starts_on,
        ends_on=ends_on,
        reason=reason.strip(),
        approver=by,
    )
    audit.record(
        "gate.overridden", by=by, about=entrant, scope=prison, covers=covers, starts_on=starts_on, ends_on=ends_on
    )
    return made


def _codes_missing(entrant: Entrant, prison: Prison, requirements: Iterable[Requirement], on: date) -> list[str]:
    """Return the codes of what is missing. Raises NotPossible when nothing is, or somebody decided against it."""
    standing = standing_of(entrant, prison)
    missing = [lack for requirement in requirements for lack in what_is_missing(standing, requirement, on)]
    if against := next((lack for lack in missing if lack.need in NEVER_OVERRIDDEN), None):
        raise NotPossible(f"{against.words} Nobody at the gate can override that.")
    if not missing:
        raise NotPossible("Nothing is missing: there is nothing to override.")
    return sorted({lack.code for lack in missing})


def _check_override_days(starts_on: date, ends_on: date) -> None:
    longest = EntrySettings.load().override_days
    if starts_on < timezone.localdate():
        raise NotPossible("The first day has passed. Choose today or later.")
    if ends_on < starts_on:
        raise NotPossible("The last day is before the first day.")
    if (ends_on - starts_on) >= timedelta(days=longest):
        raise NotPossible(f"An override holds for at most {longest} days. Choose an earlier last day.")


@transaction.atomic
def end_override(*, given: GateOverride, by: Any) -> None:
    """Take an override back at once. Raises PermissionDenied. Safe to call twice."""
    check_decides(by, given.prison, given.entrant)
    locked = GateOverride.objects.select_for_update().get(pk=given.pk)
    if locked.ended_at is None:
        locked.ended_at = timezone.now()
        locked.save(update_fields=["ended_at", "updated_at"])
        audit.record("gate.override-ended", by=by, about=locked.entrant, scope=locked.prison)


@transaction.atomic
def authorise_item(
    *, entrant: Entrant, prison: Prison, item: str, starts_on: date, ends_on: date, by: Any
) -> AuthorisedItem:
    """Let somebody bring an item in; the approving manager is whoever does it.

    Raises PermissionDenied, NotPossible or ValidationError.
    """
    check_decides(by, prison, entrant)
    if ends_on < starts_on:
        raise NotPossible("The last day is before the first day.")
    made = AuthorisedItem(
        entrant=entrant, prison=prison, item=item.strip(), starts_on=starts_on, ends_on=ends_on, approver=by
    )
    made.clean_fields()
    made.save()
    audit.record("gate.item-authorised", by=by, about=entrant, scope=prison, starts_on=starts_on, ends_on=ends_on)
    return made


@transaction.atomic
def end_item(*, held: AuthorisedItem, by: Any) -> None:
    """Take it back that somebody may bring an item in: it is off the gate list at once. Raises PermissionDenied.

    Safe to call twice.
    """
    check_decides(by, held.prison, held.entrant)
    if AuthorisedItem.objects.filter(pk=held.pk).delete()[0]:
        audit.record("gate.item-ended", by=by, about=held.entrant, scope=held.prison)
