"""Adding evidence, and building inspection packs."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from accounts import guardian
from accounts.roles import SEE_EVIDENCE
from coordinator.evidence.content import build_content, content_hash, is_over
from coordinator.measures.registry import Period
from coordinator.models import EvidenceEntry, ExpectationFramework, Indicator, InspectionPack, PackState
from coordinator.permissions import check_coordinates
from core import audit
from directory.models import Prison


@transaction.atomic
def add_evidence(
    *, prison: Prison, indicator: Indicator, on: date, text: str, by: Any, source: str = ""
) -> EvidenceEntry:
    """Write down evidence that the service cannot count. Raises PermissionDenied, or ValidationError."""
    check_coordinates(by, prison)
    if on > timezone.localdate():
        raise ValidationError({"on": "Evidence is of something that has happened: choose today or a day before."})
    entry = EvidenceEntry(prison=prison, indicator=indicator, on=on, text=text, source=source, added_by=by)
    entry.full_clean()
    entry.save()
    audit.record("evidence.added", by=by, about=entry, scope=prison, on=on)
    return entry


@transaction.atomic
def request_pack(
    *, prison: Prison, framework: ExpectationFramework, first: date, last: date, by: Any, again: bool = False
) -> InspectionPack:
    """Return the pack of a period, asking for it to be built when there is none yet.

    A pack whose period was over when it was built stays as it is. `again` asks for a further edition beside it. One of
    a period that was still running, and one that was never finished, is built anew without being asked. Raises
    PermissionDenied or ValidationError.
    """
    if not guardian.can(by, SEE_EVIDENCE, prison):
        raise PermissionDenied("Only those who see this prison's evidence ask for a pack.")
    if last < first:
        raise ValidationError({"last": "The last day is before the first."})
    if last > timezone.localdate():
        raise ValidationError({"last": "Choose today or a day before: nothing has happened after that."})
    Prison.objects.lock(prison)
    latest = InspectionPack.objects.filter(prison=prison, framework=framework, first=first, last=last).first()
    if latest is not None and not again and _still_holds(latest):
        return latest
    pack = InspectionPack.objects.create(
        prison=prison,
        framework=framework,
        first=first,
        last=last,
        edition=latest.edition + 1 if latest else 1,
        requested_by=by,
    )
    audit.record("pack.requested", by=by, about=pack, scope=prison, first=first, last=last, edition=pack.edition)
    transaction.on_commit(lambda: _enqueue(pack.pk))
    return pack


#: Whatever is not built after so long is never built: what built it has died.
BUILT_WITHIN = timedelta(minutes=10)


def _still_holds(pack: InspectionPack) -> bool:
    if pack.state == PackState.FAILED:
        return False
    if pack.built_at is None:
        return timezone.now() - pack.created_at < BUILT_WITHIN
    return is_over(pack.last, timezone.localdate(pack.built_at))


def _enqueue(key: UUID) -> None:
    from coordinator.tasks import build_pack

    build_pack.enqueue(str(key))


def build_pack(*, key: UUID) -> str:
    """Build a pack that waits and keep its content; return its state. Safe to run twice: what is built stays.

    Called by the background task. An error is kept as the state “failed” and raised.
    """
    taken = InspectionPack.objects.filter(pk=key, state__in=[PackState.WAITING, PackState.FAILED])
    if not taken.update(state=PackState.BUILDING, progress=0):
        return InspectionPack.objects.values_list("state", flat=True).get(pk=key)
    pack = InspectionPack.objects.select_related("prison", "framework").get(pk=key)

    def progress(per_cent: int) -> None:
        InspectionPack.objects.filter(pk=key).update(progress=per_cent)

    try:
        period, today = Period(pack.first, pack.last), timezone.localdate()
        content = build_content(pack.prison, pack.framework, period, today=today, progress=progress)
    except Exception:
        InspectionPack.objects.filter(pk=key).update(state=PackState.FAILED)
        raise
    _keep(pack, content)
    return PackState.READY


@transaction.atomic
def _keep(pack: InspectionPack, content: dict[str, Any]) -> None:
    pack.content, pack.content_hash = content, content_hash(content)
    pack.state, pack.progress, pack.built_at = PackState.READY, 100, timezone.now()
    pack.save()
    audit.record("pack.built", about=pack, scope=pack.prison, actor_label="build_pack", edition=pack.edition)
