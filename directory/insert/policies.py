"""When an edition can be published, and when a record of its copies can be made or taken back."""

import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone

from directory.insert.content import Content, content_hash
from directory.models import InsertDistribution, InsertEdition


def why_not_publish(previous: InsertEdition | None, content: Content) -> str:
    """Return why there is nothing to publish, or nothing when there is."""
    if not content["services"]:
        return "There is no service to print yet. Publish a listing first."
    if previous is not None and previous.content_hash == content_hash(content):
        return f"Nothing has changed since edition {previous.number}, so it still holds."
    return ""


def check_can_publish(previous: InsertEdition | None, content: Content) -> None:
    """Raise ValidationError when there is nothing to print, or nothing that the last edition does not say."""
    reason = why_not_publish(previous, content)
    if reason:
        raise ValidationError(reason)


def check_can_distribute(edition: InsertEdition, on: datetime.date) -> None:
    """Raise ValidationError for copies of a replaced edition, or for a day when they cannot have been put out."""
    replacement = edition.replacement()
    if replacement is not None:
        raise ValidationError(f"Edition {edition.number} has been replaced. Hand out edition {replacement.number}.")
    if on > timezone.localdate():
        raise ValidationError("The day the copies were put out cannot be in the future.")
    if on < timezone.localdate(edition.published_at):
        raise ValidationError(f"Edition {edition.number} was not published yet on that day.")


def can_take_back(distribution: InsertDistribution, by: Any) -> bool:
    """Say whether the user made this record today: a slip is mended, history is not."""
    return distribution.by_id == by.pk and timezone.localdate(distribution.created_at) == timezone.localdate()


def check_can_take_back(distribution: InsertDistribution, by: Any) -> None:
    """Raise ValidationError unless the user made this record today."""
    if not can_take_back(distribution, by):
        raise ValidationError("Only the person who made this record can delete it, and only on the same day.")
