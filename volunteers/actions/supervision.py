"""Supervision: writing down a talk, answering, and the weekly reminder."""

from datetime import date, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from core import audit
from core.notifications import Facts, notify
from volunteers.models import Entrant, SupervisionDigest, SupervisionNote, supervised_by
from volunteers.notifications_supervision import SUPERVISION_DIGEST, SUPERVISION_NOTE
from volunteers.permissions import is_own
from volunteers.policies import NotPossible
from volunteers.supervision import supervised


@transaction.atomic
def write_note(*, entrant: Entrant, held_on: date, note: str, by: Any, next_on: date | None = None) -> SupervisionNote:
    """Write down a talk with somebody one supervises; they are told that they can read it.

    Raises PermissionDenied, NotPossible or ValidationError.
    """
    if not supervised_by(by).filter(entrant=entrant).exists():
        raise PermissionDenied("You do not supervise this person.")
    if held_on > timezone.localdate():
        raise NotPossible("The talk has not been yet. Enter the day on which you talked.")
    made = SupervisionNote(entrant=entrant, supervisor=by, held_on=held_on, note=note.strip(), next_on=next_on)
    made.full_clean()
    made.save()
    audit.record("supervision.noted", by=by, about=entrant, on=held_on)
    if entrant.user is not None and entrant.user.is_active:
        notify(SUPERVISION_NOTE, to=[entrant.user], facts=Facts(link=reverse("volunteers:my_supervision")))
    return made


@transaction.atomic
def reply(*, note: SupervisionNote, words: str, by: Any) -> SupervisionNote:
    """Add the person's own words to a note about them. Raises PermissionDenied or ValidationError."""
    locked = SupervisionNote.objects.select_for_update(of=("self",)).select_related("entrant").get(pk=note.pk)
    if not is_own(by, locked.entrant):
        raise PermissionDenied("Only the person answers a note about them.")
    locked.reply = words.strip()
    locked.clean_fields(exclude={"supervisor"})
    locked.save(update_fields=["reply", "updated_at"])
    audit.record("supervision.replied", by=by, about=locked.entrant)
    return locked


@transaction.atomic
def send_digest(*, supervisor: Any, on: date) -> int:
    """Tell a supervisor once a week how many talks are due, if any; return how many were told. Safe to run twice."""
    due = sum(row.is_due for row in supervised(supervisor, on))
    if not due:
        return 0
    monday = on - timedelta(days=on.weekday())
    _row, made = SupervisionDigest.objects.get_or_create(supervisor=supervisor, week=monday)
    if not made:
        return 0
    facts = Facts(link=reverse("volunteers:supervision"), count=due)
    notify(SUPERVISION_DIGEST, to=[supervisor], facts=facts)
    return 1
