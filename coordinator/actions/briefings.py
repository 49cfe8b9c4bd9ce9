"""Writing down awareness sessions for staff."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from coordinator.models import Briefing
from coordinator.permissions import check_coordinates
from core import audit
from directory.models import Prison


@transaction.atomic
def save_briefing(*, prison: Prison, by: Any, briefing: Briefing | None = None, **facts: Any) -> Briefing:
    """Write a session down, or correct one. Raises PermissionDenied, or ValidationError for a day to come."""
    check_coordinates(by, prison)
    kept = Briefing(prison=prison)
    if briefing is not None:
        kept = Briefing.objects.select_for_update().get(pk=briefing.pk, prison=prison)
    for name, value in facts.items():
        setattr(kept, name, value)
    if kept.on > timezone.localdate():
        raise ValidationError({"on": "Choose today or a day before: it counts once it was held."})
    kept.by = by
    kept.full_clean()
    kept.save()
    audit.record("briefing.saved", by=by, about=kept, scope=prison, on=kept.on, count=kept.staff)
    return kept
