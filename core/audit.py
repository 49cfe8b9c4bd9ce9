"""The audit trail: the one way to write it."""

import hashlib
import json
from typing import Any, Protocol

from django.db import models, transaction
from django.utils import timezone

from core.models import AuditEvent


class Scope(Protocol):
    """Whatever a role can be held in: says its kind ("prison") and its key ("EXI")."""

    scope_kind: str

    @property
    def scope_key(self) -> str: ...


def row_hash(event: AuditEvent) -> str:
    """Return the SHA-256 over every field of the row but the hash itself, in a fixed order."""
    facts = {
        "sequence": event.sequence,
        "at": event.at.isoformat(),
        "event": event.event,
        "actor_id": event.actor_id,
        "actor_label": event.actor_label,
        "scope": [event.scope_kind, event.scope_key],
        "about": [event.about_type, event.about_id],
        "details": event.details,
        "previous_hash": event.previous_hash,
    }
    canonical = json.dumps(facts, sort_keys=True, separators=(",", ":"), default=str)
    return hashlib.sha256(canonical.encode()).hexdigest()


@transaction.atomic
def record(
    event: str,
    *,
    by: Any = None,
    about: models.Model | None = None,
    scope: Scope | None = None,
    actor_label: str = "",
    **details: Any,
) -> AuditEvent:
    """Write one audit row inside the caller's transaction.

    `by` is the user who acted, or None for a scheduled command (say which in `actor_label`). `details` are
    short facts (statuses, counts, references): never names, free text or other personal data.
    """
    last = AuditEvent.objects.select_for_update().order_by("-sequence").first()
    row = AuditEvent(
        sequence=(last.sequence + 1) if last else 1,
        at=timezone.now(),
        event=event,
        actor_id=str(by.pk) if by is not None and by.pk else "",
        actor_label=actor_label,
        scope_kind=scope.scope_kind if scope else "",
        scope_key=scope.scope_key if scope else "",
        about_type=about._meta.label if about is not None else "",
        about_id=str(about.pk) if about is not None else "",
        details=json.loads(json.dumps(details, default=str)),
        previous_hash=last.hash if last else "",
    )
    row.hash = row_hash(row)
    row.save(force_insert=True)
    return row
