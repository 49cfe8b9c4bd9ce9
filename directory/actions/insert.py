"""Publishing editions of the insert, recording where copies went, and keeping count of who opened them."""

import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from accounts import guardian
from accounts.roles import PUBLISH_INSERT, RECORD_DISTRIBUTION, SEE_STAFF_DETAILS
from core import audit
from directory.enums import READINGS
from directory.insert.changes import compare
from directory.insert.content import build_content, content_hash
from directory.insert.policies import check_can_distribute, check_can_publish, check_can_take_back
from directory.models import InsertDistribution, InsertEdition, Prison


@transaction.atomic
def publish_edition(*, prison: Prison, by: Any) -> InsertEdition:
    """Freeze today's content as the prison's next edition.

    Raises PermissionDenied, or ValidationError when there is nothing to print or nothing has changed.
    """
    _check_may(by, PUBLISH_INSERT, prison)
    locked = Prison.objects.select_for_update().get(pk=prison.pk)
    previous = locked.insert_editions.first()
    content = build_content(locked)
    check_can_publish(previous, content)
    changes = compare(previous.content, content).as_json() if previous else {}
    edition = InsertEdition.objects.create(
        prison=locked,
        number=previous.number + 1 if previous else 1,
        published_by=by,
        content=content,
        content_hash=content_hash(content),
        changes=changes,
    )
    audit.record(
        "insert.published",
        by=by,
        about=edition,
        scope=locked,
        number=edition.number,
        services=len(content["services"]),
        hash=edition.content_hash,
    )
    return edition


@transaction.atomic
def record_distribution(
    *, edition: InsertEdition, place: str, copies: int, by: Any, on: datetime.date | None = None
) -> InsertDistribution:
    """Record that copies of the current edition were put somewhere on a day (today when not given).

    Raises PermissionDenied, or ValidationError for a replaced edition or an impossible day.
    """
    _check_may(by, RECORD_DISTRIBUTION, edition.prison)
    day = on or timezone.localdate()
    # The lock that publishing takes: an edition cannot be replaced while its copies are recorded.
    Prison.objects.select_for_update().get(pk=edition.prison_id)
    check_can_distribute(edition, day)
    made = InsertDistribution.objects.create(edition=edition, place=place.strip(), copies=copies, on=day, by=by)
    audit.record(
        "insert.distributed", by=by, about=made, scope=edition.prison, number=edition.number, copies=copies, on=day
    )
    return made


@transaction.atomic
def take_back_distribution(*, distribution: InsertDistribution, by: Any) -> None:
    """Delete a record that was made by mistake: one's own, on the same day.

    Raises PermissionDenied or ValidationError.
    """
    edition = distribution.edition
    _check_may(by, RECORD_DISTRIBUTION, edition.prison)
    locked = InsertDistribution.objects.select_for_update().get(pk=distribution.pk)
    check_can_take_back(locked, by)
    audit.record(
        "insert.distribution_taken_back",
        by=by,
        about=locked,
        scope=edition.prison,
        number=edition.number,
        copies=locked.copies,
    )
    locked.delete()


@transaction.atomic
def record_reading(*, edition: InsertEdition, by: Any, form: str) -> None:
    """Keep count of an edition being opened: `form` is "screen" or the name of the PDF's variant.

    The count is evidence that the insert is used (domain reference, Expectations and evidence).
    """
    _check_may(by, SEE_STAFF_DETAILS, edition.prison)
    event = READINGS[0] if form == "screen" else READINGS[1]
    audit.record(event, by=by, about=edition, scope=edition.prison, number=edition.number, form=form)


def _check_may(user: Any, codename: str, prison: Prison) -> None:
    if not guardian.can(user, codename, prison):
        raise PermissionDenied("You need a role in this prison that allows this.")
