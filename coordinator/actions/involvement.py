"""Writing down what people were asked, and that they were told what came of it."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from coordinator.models import Involvement
from coordinator.permissions import check_coordinates
from core import audit
from directory.models import Prison


@transaction.atomic
def save_involvement(*, prison: Prison, by: Any, entry: Involvement | None = None, **facts: Any) -> Involvement:
    """Write an entry down, or change one; `facts` are its columns.

    Raises PermissionDenied, or ValidationError for a name, a number, or days that make no sense.
    """
    check_coordinates(by, prison)
    kept = Involvement(prison=prison)
    if entry is not None:
        kept = Involvement.objects.select_for_update().get(pk=entry.pk, prison=prison)
    for name, value in facts.items():
        setattr(kept, name, value)
    kept.by = by
    _check_days(kept)
    kept.full_clean()
    kept.save()
    audit.record("involvement.saved", by=by, about=kept, scope=prison, told_back=bool(kept.told_back_on))
    return kept


def _check_days(entry: Involvement) -> None:
    today = timezone.localdate()
    if entry.on > today:
        raise ValidationError({"on": "Choose today or a day before."})
    if entry.told_back_on is None:
        return
    if not entry.changed.strip():
        raise ValidationError({"changed": "Write what changed, or why nothing did: that is what people were told."})
    if not entry.on <= entry.told_back_on <= today:
        raise ValidationError({"told_back_on": "Choose a day from the asking until today."})


@transaction.atomic
def tell_back(*, entry: Involvement, by: Any) -> None:
    """Note that people were told today what came of it.

    Raises PermissionDenied, or ValidationError when what changed is not written down or they were told already.
    """
    check_coordinates(by, entry.prison)
    kept = Involvement.objects.select_for_update().get(pk=entry.pk)
    if kept.told_back_on is not None:
        raise ValidationError("They have been told already.")
    kept.told_back_on, kept.by = timezone.localdate(), by
    _check_days(kept)
    kept.save(update_fields=["told_back_on", "by", "updated_at"])
    audit.record("involvement.told-back", by=by, about=kept, scope=kept.prison)
