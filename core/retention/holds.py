"""Placing, reviewing and releasing legal holds. They are rare and grave: a command does it, with an audit row."""

from datetime import date
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils import timezone

from core import audit
from core.models import LegalHold, PrivacySettings

BY = "legal_hold"


@transaction.atomic
def place_hold(*, about: models.Model, reason: str, until: date | None = None) -> LegalHold:
    """Keep the personal data of a row, and of all that hangs on it, from leaving.

    Waits for a batch of a retention run that is under way, so that a hold that is placed counts for all that is
    still there. Raises ValidationError without a reason, with a day that is over, or when the row is held already.
    """
    _wait_for_runs()
    hold = LegalHold(about_type=about._meta.label, about_id=str(about.pk), reason=reason.strip(), until=until)
    hold.full_clean()
    hold.save()
    audit.record("hold.placed", about=about, actor_label=BY, until=until)
    return hold


@transaction.atomic
def review_hold(*, key: UUID, until: date | None = None) -> LegalHold:
    """Note that the reason still holds, with a new last day where one is given. Raises ValidationError."""
    hold = _active(key)
    hold.reviewed_on = timezone.localdate()
    hold.until = until or hold.until
    hold.full_clean()
    hold.save(update_fields=["reviewed_on", "until", "updated_at"])
    audit.record("hold.reviewed", about=hold, actor_label=BY, until=hold.until)
    return hold


@transaction.atomic
def release_hold(*, key: UUID) -> LegalHold:
    """Let the data leave with the next run, if their time is over. Raises ValidationError."""
    hold = _active(key)
    hold.released_at = timezone.now()
    hold.save(update_fields=["released_at", "updated_at"])
    audit.record("hold.released", about=hold, actor_label=BY)
    return hold


def _active(key: UUID) -> LegalHold:
    hold = LegalHold.objects.select_for_update().filter(pk=key, released_at=None).first()
    if hold is None:
        raise ValidationError("There is no hold with this number that is still in force.")
    return hold


def _wait_for_runs() -> None:
    PrivacySettings.load()
    PrivacySettings.objects.select_for_update().get(pk=1)
