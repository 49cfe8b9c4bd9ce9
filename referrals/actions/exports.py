"""Asking for a file of milestones, making it in the background, taking it, and letting it go."""

from datetime import date, timedelta
from functools import partial
from typing import Any
from uuid import UUID

import structlog
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from accounts import guardian
from accounts.roles import ANSWER_REFERRALS, OVERSEE_REFERRALS
from core import audit
from core.notifications import Facts, notify
from directory.models import Organisation, Prison
from directory.spreadsheets.export import write_file
from referrals.exports import heading, named_in, referrals_of, rows_of
from referrals.models import MilestoneExport, ReferralSettings
from referrals.notifications import EXPORT_READY
from referrals.policies import NotPossible

log = structlog.get_logger("alongside.exports")

State = MilestoneExport.State
#: After so long without a sign of life, a worker that was making a file is taken for dead.
GIVEN_UP_AFTER = timedelta(minutes=15)
_PROGRESS_EVERY = 200


@transaction.atomic
def ask_for_export(
    *,
    by: Any,
    ending: str,
    sent_from: date,
    sent_to: date,
    prison: Prison | None = None,
    organisation: Organisation | None = None,
    with_names: bool = False,
) -> MilestoneExport:
    """Ask for a file about one prison, or about one organisation; it is made in the background.

    Names are left out unless an organisation's own people ask for them. Raises PermissionDenied or NotPossible.
    """
    scope = _check_may_export(by, prison, organisation)
    if with_names and prison is not None:
        raise NotPossible("A prison's file has no names: its coordinator sees none.", "no-names")
    if sent_to < sent_from:
        raise NotPossible("The last day is before the first.", "days")
    export = MilestoneExport.objects.create(
        asked_by=by,
        prison=prison,
        organisation=organisation,
        ending=ending,
        sent_from=sent_from,
        sent_to=sent_to,
        with_names=with_names,
        expires_at=timezone.now() + timedelta(days=ReferralSettings.load().export_days),
    )
    audit.record("export.asked", by=by, about=export, scope=scope, with_names=with_names)
    transaction.on_commit(partial(_enqueue, export.pk), robust=True)
    return export


def make_export(key: UUID) -> str:
    """Make a file that waits to be made; return the state it is in then. Safe to run twice and two at once."""
    if not MilestoneExport.objects.filter(pk=key, state=State.WAITING).update(
        state=State.WORKING, rows_done=0, updated_at=timezone.now()
    ):
        return MilestoneExport.objects.values_list("state", flat=True).filter(pk=key).first() or ""
    export = MilestoneExport.objects.select_related("asked_by", "prison", "organisation").get(pk=key)
    try:
        table = _table(export)
        content = write_file(table, export.ending, title="Referrals")
    except Exception:
        log.exception("export not made")
        MilestoneExport.objects.filter(pk=key).update(state=State.FAILED)
        return State.FAILED
    return _finish(export, content, len(table) - 1)


def _table(export: MilestoneExport) -> list[list[str]]:
    """Return heading and rows, saying now and then how far it is."""
    mine = MilestoneExport.objects.filter(pk=export.pk)
    mine.update(rows_total=referrals_of(export).count())
    table = [heading(export)]
    for number, row in enumerate(rows_of(export), start=1):
        table.append(row)
        if number % _PROGRESS_EVERY == 0:
            mine.update(rows_done=number, updated_at=timezone.now())
    return table


@transaction.atomic
def _finish(export: MilestoneExport, content: bytes, count: int) -> str:
    MilestoneExport.objects.filter(pk=export.pk).update(
        state=State.DONE, content=content, rows_done=count, rows_total=count, updated_at=timezone.now()
    )
    scope = export.prison or export.organisation
    audit.record("export.made", about=export, scope=scope, rows=count, actor_label="export")
    facts = Facts(link=reverse("referrals:export", args=[export.pk]))
    notify(EXPORT_READY, to=[export.asked_by], facts=facts)
    return State.DONE


@transaction.atomic
def take_file(*, export: MilestoneExport, by: Any) -> bytes:
    """Return the file to whoever asked for it, while they may still have it. Raises PermissionDenied or NotPossible."""
    held = MilestoneExport.objects.select_related("prison", "organisation").get(pk=export.pk)
    if held.asked_by_id != by.pk:
        raise PermissionDenied("Somebody else asked for this file.")
    scope = _check_may_export(by, held.prison, held.organisation)
    if held.state != State.DONE or held.expires_at <= timezone.now():
        raise NotPossible("The file is not ready, or its time is over.", "not-ready")
    _note_taken(held, scope, by)
    return bytes(held.content)


def _note_taken(export: MilestoneExport, scope: Any, by: Any) -> None:
    """Record that a file was taken; one with names shows everybody in it, in the trail of their prisons too."""
    facts: dict[str, Any] = {"rows": export.rows_total, "with_names": export.with_names}
    if not export.with_names:
        audit.record("export.taken", by=by, about=export, scope=scope, **facts)
        return
    shown = list(named_in(export).only("prison"))
    prisons = Prison.objects.filter(pk__in={row.prison_id for row in shown}).order_by("pk")
    audit.record("export.taken", by=by, about=export, scope=scope, places=prisons, shown=shown, **facts)


def restart_exports() -> int:
    """Start again what a worker left half made; return how many. What is over goes with `retention`."""
    late, done = timezone.now() - GIVEN_UP_AFTER, 0
    stuck = MilestoneExport.objects.filter(state__in=(State.WAITING, State.WORKING), updated_at__lt=late)
    for key in list(stuck.values_list("pk", flat=True)):
        again = MilestoneExport.objects.filter(pk=key, updated_at__lt=late)
        if again.update(state=State.WAITING, updated_at=timezone.now()):
            done += 1
            _enqueue(key)
    return done


def _check_may_export(user: Any, prison: Prison | None, organisation: Organisation | None) -> Any:
    """Return the scope of the file. Raises PermissionDenied."""
    if prison is not None and guardian.can(user, OVERSEE_REFERRALS, prison):
        return prison
    if organisation is not None and guardian.can(user, ANSWER_REFERRALS, organisation):
        return organisation
    raise PermissionDenied("You may not take out these referrals.")


def _enqueue(key: UUID) -> None:
    """Hand the file to a worker. If that fails, the clock finds it."""
    from referrals.tasks import build_export

    build_export.enqueue(str(key))
