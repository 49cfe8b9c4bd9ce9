"""The audit trail: the one way to write it."""

from typing import Any

from django.db import models
from django.utils import timezone

from core.audit_chain import append
from core.audit_details import checked_details
from core.audit_places import places_of, without_doubles
from core.audit_shown import in_parts
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
    places: Any = (),  # an iterable of scopes; Any, because details may be spread beside it
    actor_label: str = "",
    shown: Any = None,  # an iterable of rows; Any for the same reason
    **details: Any,
) -> AuditEvent:
    """Write one audit row inside the caller's transaction.

    `by` is the user who acted, or None for a scheduled command (say which in `actor_label`; for a user the role is
    looked up). `scope` is what it is about, as roles are held in it. `places` are further ones that are to read of it;
    those of the row it is about are added (core/audit_places.py). `shown` are the records of people that a list or a
    file showed: their keys are kept, so that each of them finds the look (core/audit_shown.py); very many stand in
    several audit rows, of which the first is returned. `details` are short facts (statuses, counts, references): never
    names, free text or other personal data; ValueError for anything that could be. Writers wait for one another at the
    head of the chain.
    """
    facts = checked_details(details)
    given = [scope, *places] if scope else [*places]
    where = without_doubles([*given, *places_of(about, has_scope=bool(given))])
    first = where[0] if where else None
    return _write(
        [facts] if shown is None else [facts | part for part in in_parts(shown)],
        at=timezone.now(),
        event=event,
        actor_id=str(by.pk) if by is not None and by.pk else "",
        actor_label=actor_label or role_of(by, scope or first),
        scope_kind=first.scope_kind if first else "",
        scope_key=first.scope_key if first else "",
        places=[[place.scope_kind, place.scope_key] for place in where[1:]],
        about_type=about._meta.label if about is not None else "",
        about_id=str(about.pk) if about is not None else "",
    )


def _write(details: list[dict[str, Any]], **said: Any) -> AuditEvent:
    """Append a row for each of the details and return the first."""
    rows = [AuditEvent(details=each, **said) for each in details]
    for row in rows:
        append(row)
    return rows[0]
