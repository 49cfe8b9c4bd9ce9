"""What somebody has to do by a day: actions of the forum, and recommendations of scrutiny bodies."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from coordinator.models import SETTLED, ForumAction, Recommendation
from coordinator.permissions import check_coordinates
from core import audit
from directory.models import Prison


@transaction.atomic
def save_action(*, prison: Prison, by: Any, action: ForumAction | None = None, **facts: Any) -> ForumAction:
    """Write an action down, or change one. Raises PermissionDenied, or ValidationError without one owner."""
    check_coordinates(by, prison)
    kept = ForumAction(prison=prison)
    if action is not None:
        kept = ForumAction.objects.select_for_update().get(pk=action.pk, prison=prison)
    for name, value in facts.items():
        setattr(kept, name, value)
    if bool(kept.organisation) == bool(kept.role):
        raise ValidationError({"role": "Say whose it is: an organisation, or a role in the prison."})
    if kept.done_on is not None and kept.done_on > timezone.localdate():
        raise ValidationError({"done_on": "Choose today or a day before."})
    kept.by = by
    kept.full_clean()
    kept.save()
    audit.record("action.saved", by=by, about=kept, scope=prison, due_on=kept.due_on, done=bool(kept.done_on))
    return kept


@transaction.atomic
def finish_action(*, action: ForumAction, by: Any) -> None:
    """Note that an action was done today. Raises PermissionDenied, or ValidationError when it was before."""
    check_coordinates(by, action.prison)
    kept = ForumAction.objects.select_for_update().get(pk=action.pk)
    if kept.done_on is not None:
        raise ValidationError("This is done already.")
    kept.done_on, kept.by = timezone.localdate(), by
    kept.save(update_fields=["done_on", "by", "updated_at"])
    audit.record("action.done", by=by, about=kept, scope=kept.prison)


@transaction.atomic
def save_recommendation(
    *, prison: Prison, by: Any, recommendation: Recommendation | None = None, **facts: Any
) -> Recommendation:
    """Write a recommendation down, or how far it is. It is settled on the day on which that is first said.

    Raises PermissionDenied, or ValidationError when it is settled without evidence or days make no sense.
    """
    check_coordinates(by, prison)
    kept = Recommendation(prison=prison)
    if recommendation is not None:
        kept = Recommendation.objects.select_for_update().get(pk=recommendation.pk, prison=prison)
    for name, value in facts.items():
        setattr(kept, name, value)
    if kept.published_on > timezone.localdate():
        raise ValidationError({"published_on": "Choose today or a day before."})
    is_settled = kept.status in SETTLED
    if is_settled and not kept.evidence.strip():
        raise ValidationError({"evidence": "Write what shows it, or why it is not accepted."})
    kept.done_on = (kept.done_on or timezone.localdate()) if is_settled else None
    kept.by = by
    kept.full_clean()
    kept.save()
    audit.record("recommendation.saved", by=by, about=kept, scope=prison, status=kept.status)
    return kept
