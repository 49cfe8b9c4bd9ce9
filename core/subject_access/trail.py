"""What of the audit trail belongs to somebody: who looked at their records, or changed them."""

from collections.abc import Iterable
from typing import Any

from django.db import models

from core.audit_sentences import read_out
from core.models import AuditEvent
from core.subject_access.kinds import Part, own_ways


def by_others(records: Iterable[models.Model], *, than: Any) -> "models.QuerySet[AuditEvent]":
    """Return what others did with somebody's records, or saw of them in lists and files.

    Not what they did themselves, be it as the user `than` (None for nobody) or by a signed link of their own.
    """
    seen = AuditEvent.objects.that_saw(records)
    if than is not None:
        seen = seen.exclude(actor_id=str(than.pk))
    return seen.exclude(actor_id="", actor_label__in=own_ways())


def looks_at(records: Iterable[models.Model], *, by_others_than: Any) -> Part:
    """Return the same for a copy: each as when, a sentence and a role, never a name."""
    sentence = {"event": lambda row: [read_out(row)]}
    seen = by_others(records, than=by_others_than)
    title = "Who looked at your record or changed it"
    return Part(title, seen, fields=("at", "event", "actor_label"), excerpts=sentence)
