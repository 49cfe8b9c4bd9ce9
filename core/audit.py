"""The audit trail: the one way to write it."""

from typing import Any

from django.db import models
from django.utils import timezone

from core.audit_chain import append
from core.audit_details import checked_details
from core.models import AuditEvent
from core.people import role_of
from core.scope import Scope

__all__ = ["Scope", "record"]


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

    `by` is the user who acted, or None for a scheduled command (say which in `actor_label`; for a user the role is
    looked up). `details` are short facts (statuses, counts, references): never names, free text or other personal
    data; ValueError for anything that could be. Writers wait for one another at the head of the chain.
    """
    facts = checked_details(details)
    row = AuditEvent(
        at=timezone.now(),
        event=event,
        actor_id=str(by.pk) if by is not None and by.pk else "",
        actor_label=actor_label or role_of(by, scope),
        scope_kind=scope.scope_kind if scope else "",
        scope_key=scope.scope_key if scope else "",
        about_type=about._meta.label if about is not None else "",
        about_id=str(about.pk) if about is not None else "",
        details=facts,
    )
    append(row)
    return row
