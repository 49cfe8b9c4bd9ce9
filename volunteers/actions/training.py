"""Training that was completed."""

from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from core import audit
from directory.models import Prison
from volunteers.models import Entrant, TrainingModule, TrainingRecord
from volunteers.permissions import trains
from volunteers.policies import NotPossible, training_expiry


@transaction.atomic
def record_training(
    *,
    entrant: Entrant,
    module: TrainingModule,
    completed_on: date,
    prison: Prison,
    by: Any,
    face_to_face: bool = False,
) -> TrainingRecord:
    """Record that somebody completed a module at a prison; what was recorded for that day already stays.

    Raises PermissionDenied, or NotPossible for a day to come or a prerequisite that is missing.
    """
    if not trains(by, prison, entrant):
        raise PermissionDenied("You do not hold training in this prison, or this is your own.")
    if completed_on > timezone.localdate():
        raise NotPossible("The day has not come yet. Enter the day on which the training was completed.")
    check_prerequisites(entrant, module, completed_on)
    record, made = TrainingRecord.objects.get_or_create(
        entrant=entrant,
        module=module,
        completed_on=completed_on,
        defaults={
            "expires_on": training_expiry(module, completed_on),
            "face_to_face": face_to_face,
            "prison": prison,
            "recorded_by": by,
        },
    )
    if made:
        audit.record("training.recorded", by=by, about=entrant, scope=prison, module=module.slug, on=completed_on)
    return record


def check_prerequisites(entrant: Entrant, module: TrainingModule, on: date) -> None:
    """Raise NotPossible when a module that has to come first was not completed by the day."""
    held = entrant.training.filter(completed_on__lte=on).values("module")
    if missing := list(module.prerequisites.exclude(pk__in=held)):
        first = " and ".join(needed.label for needed in missing)
        raise NotPossible(f"{module.label} comes after {first}. Record that first.")
