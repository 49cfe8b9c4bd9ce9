"""Handing a desk over."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from coordinator.models import DeskHandover, DeskSettings, HandoverStep
from coordinator.permissions import check_coordinates
from core import audit
from directory.models import Prison


@transaction.atomic
def start_handover(*, prison: Prison, by: Any) -> DeskHandover:
    """Start a handover with the administrator's steps. Raises PermissionDenied, or ValidationError when one is open."""
    check_coordinates(by, prison)
    Prison.objects.lock(prison)
    if DeskHandover.objects.filter(prison=prison).open().exists():
        raise ValidationError("A handover is under way already.")
    handover = DeskHandover.objects.create(prison=prison, started_on=timezone.localdate(), started_by=by)
    lines = [line.strip()[:200] for line in DeskSettings.load().handover_steps.splitlines() if line.strip()]
    HandoverStep.objects.bulk_create(
        HandoverStep(handover=handover, order=order, text=line) for order, line in enumerate(lines, start=1)
    )
    audit.record("handover.started", by=by, about=handover, scope=prison, steps=len(lines))
    return handover


@transaction.atomic
def mark_steps(*, handover: DeskHandover, done: set[Any], by: Any) -> None:
    """Tick exactly these steps; one ticked before keeps its day. Raises PermissionDenied or ValidationError."""
    check_coordinates(by, handover.prison)
    locked = DeskHandover.objects.select_for_update().get(pk=handover.pk)
    if locked.finished_on:
        raise ValidationError("This handover is finished.")
    today = timezone.localdate()
    for step in locked.steps.all():
        is_done = step.pk in done
        if is_done == bool(step.done_on):
            continue
        step.done_on, step.done_by = (today, by) if is_done else (None, None)
        step.save()
    audit.record("handover.steps", by=by, about=locked, scope=locked.prison, done=len(done))


@transaction.atomic
def finish_handover(*, handover: DeskHandover, by: Any) -> None:
    """Close a handover whose steps are all done. Raises PermissionDenied, or ValidationError naming what is left."""
    check_coordinates(by, handover.prison)
    locked = DeskHandover.objects.select_for_update().get(pk=handover.pk)
    left = locked.steps.filter(done_on=None).count()
    if left:
        raise ValidationError(f"{left} step{'' if left == 1 else 's'} of the checklist still to do. Tick them first.")
    if locked.finished_on is None:
        locked.finished_on = timezone.localdate()
        locked.save(update_fields=["finished_on", "updated_at"])
        audit.record("handover.finished", by=by, about=locked, scope=locked.prison)
