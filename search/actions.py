"""Every write of search."""

from collections.abc import Iterable
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone

from core import audit
from directory.models import Prison
from search import permissions
from search.models import UnmetKind, UnmetSearch
from search.types import Answer

_LONGEST_KEY = 600


def record_sheet(*, prison: Prison, services: int, form: str, by: Any) -> None:
    """Record that a support actions sheet was made, as a count of services and nothing more.

    `form` is "page" or "pdf". Raises Http404 when the user is not staff of the prison.
    """
    permissions.check_staff(by, prison)
    audit.record("support-sheet.printed", by=by, scope=prison, count=services, form=form)


def record_unmet(*, answer: Answer) -> bool:
    """Count a search that ended without a suitable service; returns whether it was one.

    Takes no user and writes no audit row on purpose: the count must never lead back to who searched or what was
    typed. Call it once for a search that somebody submitted, not for each refresh while typing.
    """
    if not answer.is_empty:
        return False
    _count(
        prison=answer.query.prison,
        needs={need.slug for need in answer.needs if not need.negated},
        groups={*answer.query.who.groups, *answer.groups},
        kind=UnmetKind.NONE_SUITABLE if answer.not_suitable else UnmetKind.NOTHING,
    )
    return True


def record_blocked(*, prison: Prison, needs: Iterable[str]) -> None:
    """Count a referral that could not be made: the service was full, paused, closed or not for the person.

    Takes no user and no person, for the same reason as `record_unmet`.
    """
    _count(prison=prison, needs=set(needs), groups=set(), kind=UnmetKind.BLOCKED)


def _count(*, prison: Prison, needs: set[str], groups: set[str], kind: UnmetKind) -> None:
    key = {
        "prison": prison,
        "day": timezone.localdate(),
        "needs": _key(needs),
        "groups": _key(groups),
        "kind": kind,
    }
    if not UnmetSearch.objects.filter(**key).update(count=F("count") + 1):
        try:
            with transaction.atomic():
                UnmetSearch.objects.create(**key, count=1)
        except IntegrityError:
            # Somebody else made the day's row in between.
            UnmetSearch.objects.filter(**key).update(count=F("count") + 1)


def _key(slugs: set[str]) -> str:
    """Join slugs in order, leaving out those that no longer fit."""
    key = ""
    for slug in sorted(slugs):
        longer = f"{key};{slug}" if key else slug
        if len(longer) <= _LONGEST_KEY:
            key = longer
    return key
