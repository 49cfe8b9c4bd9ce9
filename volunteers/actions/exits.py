"""The checklist of somebody who leaves a prison: opened when their work there ends, ticked, closed with thanks."""

from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from core import audit
from core.notifications import Facts, notify
from directory.models import Prison
from volunteers.models import Entrant, Exit, ExitTick, LeaverItem
from volunteers.notifications import themselves
from volunteers.notifications_own import THANKED
from volunteers.permissions import coordinates, is_about_oneself
from volunteers.policies import NotPossible


def open_exit(*, entrant: Entrant, prison: Prison, last_day: date) -> Exit:
    """Open the checklist of somebody whose last work at a prison ends, or move its day. For a caller that may."""
    running = {"entrant": entrant, "prison": prison, "closed_on": None}
    left, made = Exit.objects.get_or_create(**running, defaults={"last_day": last_day})
    if not made and left.last_day != last_day:
        left.last_day = last_day
        left.save(update_fields=["last_day", "updated_at"])
    return left


def drop_exits(*, entrant: Entrant, prison: Prison) -> None:
    """Forget an open checklist of somebody who stays after all. For a caller that may."""
    Exit.objects.filter(entrant=entrant, prison=prison).open().delete()


def check_goes_through(by: Any, left: Exit) -> None:
    """Raise PermissionDenied unless the user coordinates the prison and does not tick for themselves."""
    if not coordinates(by, left.prison) or is_about_oneself(by, left.entrant):
        raise PermissionDenied("The prison’s coordinator goes through this, and nobody for themselves.")


@transaction.atomic
def tick(*, left: Exit, item: LeaverItem, applies: bool, by: Any) -> Exit:
    """Note that something came back, or that they had none. With the last one the checklist closes with thanks.

    Raises PermissionDenied or NotPossible. Safe to call twice.
    """
    locked = Exit.objects.select_for_update(of=("self",)).select_related("entrant__user", "prison").get(pk=left.pk)
    check_goes_through(by, locked)
    if locked.closed_on is not None:
        raise NotPossible("Everything has come back already.")
    _made, new = ExitTick.objects.get_or_create(left=locked, item=item, defaults={"applies": applies, "by": by})
    if new:
        audit.record("exit.ticked", by=by, about=locked.entrant, scope=locked.prison, item=item.slug, applies=applies)
    if not waiting(locked):
        _close(locked, by)
    return locked


@transaction.atomic
def untick(*, left: Exit, item: LeaverItem, by: Any) -> None:
    """Take a tick back while the checklist is open. Raises PermissionDenied or NotPossible."""
    locked = Exit.objects.select_for_update(of=("self",)).select_related("entrant", "prison").get(pk=left.pk)
    check_goes_through(by, locked)
    if locked.closed_on is not None:
        raise NotPossible("The checklist is closed.")
    if locked.ticks.filter(item=item).delete()[0]:
        audit.record("exit.unticked", by=by, about=locked.entrant, scope=locked.prison, item=item.slug)


def waiting(left: Exit) -> list[LeaverItem]:
    """Return what has not come back yet, in the order of the list."""
    ticked = left.ticks.values("item")
    return list(LeaverItem.objects.filter(is_active=True).exclude(pk__in=ticked))


def _close(left: Exit, by: Any) -> None:
    left.closed_on = timezone.localdate()
    left.save(update_fields=["closed_on", "updated_at"])
    audit.record("exit.closed", by=by, about=left.entrant, scope=left.prison)
    if people := themselves(left.entrant):
        notify(THANKED, to=people, facts=Facts(link=reverse("volunteers:my_thanks")))
