"""What of the desk's own waits for a prison's coordinator."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django.urls import reverse
from django.utils import timezone

from coordinator import worklist_messages, worklist_network, worklist_organisations  # noqa: F401  register their own
from coordinator.actions.appointments import vacant_since
from coordinator.enums import Post
from coordinator.models import Appointment, DeskSettings
from core.worklist import Item, Source, Urgency, register
from directory.models import Prison


def vacancies(*, user: Any, scope: Prison, most: int) -> Iterator[Item]:
    """Yield that the prison has no named coordinator, or that the appointment ends soon with nobody to follow."""
    url, today = reverse("coordinator:people", args=[scope.code]), timezone.localdate()
    since = vacant_since(scope, today)
    if since is not None:
        yield Item(
            key="vacant",
            title="Nobody is the named coordinator",
            urgency=Urgency.THIS_WEEK,
            url=url,
            detail="The prison page, the insert and the inspectors ask who it is. Appoint somebody.",
            since=since,
        )
        return
    held = Appointment.objects.filter(prison=scope, post=Post.COORDINATOR)
    last = held.exclude(ends_on=None).order_by("-ends_on").first() if not held.filter(ends_on=None).exists() else None
    soon = today + timedelta(days=DeskSettings.load().vacancy_warning_days)
    if last is not None and last.ends_on is not None and last.ends_on <= soon:
        yield Item(
            key=f"ends-{last.pk}",
            title="The named coordinator's appointment ends",
            urgency=Urgency.WHEN_POSSIBLE,
            url=url,
            detail="Nobody is appointed to follow.",
            due_on=last.ends_on,
        )


register(Source(code="vacancy", label="Named coordinator", find=vacancies, minutes=5, order=40))
