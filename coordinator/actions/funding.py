"""Writing down what pays for the work in a prison."""

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from coordinator.models import Funding
from coordinator.permissions import check_coordinates
from core import audit
from directory.models import Prison, ServicePage


@transaction.atomic
def save_funding(
    *, prison: Prison, by: Any, funding: Funding | None = None, services: Iterable[ServicePage] = (), **facts: Any
) -> Funding:
    """Write a grant or contract down, or change one. With another last day its end comes up again.

    Raises PermissionDenied, or ValidationError.
    """
    check_coordinates(by, prison)
    kept = Funding(prison=prison)
    if funding is not None:
        kept = Funding.objects.select_for_update().get(pk=funding.pk, prison=prison)
    if funding is not None and facts.get("ends_on") != kept.ends_on:
        kept.ending_noted_on = None
    for name, value in facts.items():
        setattr(kept, name, value)
    if kept.awarded_on > timezone.localdate():
        raise ValidationError({"awarded_on": "Choose today or a day before: what is hoped for is not funding yet."})
    if kept.ends_on is not None and kept.ends_on < kept.starts_on:
        raise ValidationError({"ends_on": "The last day is before the first."})
    kept.by = by
    kept.full_clean()
    kept.save()
    kept.services.set(services)
    audit.record("funding.saved", by=by, about=kept, scope=prison, kind=kept.kind, ends_on=kept.ends_on)
    return kept


@transaction.atomic
def note_ending(*, funding: Funding, by: Any) -> None:
    """Note that somebody sees to what follows. Raises PermissionDenied, or ValidationError when it was noted."""
    check_coordinates(by, funding.prison)
    kept: Funding = Funding.objects.select_for_update().get(pk=funding.pk)
    if kept.ending_noted_on is not None:
        raise ValidationError("Somebody has noted this already.")
    kept.ending_noted_on, kept.by = timezone.localdate(), by
    kept.save(update_fields=["ending_noted_on", "by", "updated_at"])
    audit.record("funding.ending-noted", by=by, about=kept, scope=kept.prison)
