"""What people do on their own page: a calendar to subscribe to, and asking that something be corrected."""

import secrets
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import salted_hmac

from core import audit
from core.notifications import Facts, notify
from volunteers.enums import CorrectionState
from volunteers.models import CalendarFeed, Correction, Entrant
from volunteers.notifications import keepers_of, themselves
from volunteers.notifications_own import CORRECTION_ANSWERED, CORRECTION_ASKED
from volunteers.permissions import check_keeps, check_not_oneself, is_own
from volunteers.policies import NotPossible

#: Bytes of the secret in a calendar's address: nothing to guess.
_BYTES = 32
_SALT = "volunteers.calendar-feed"
FEED_LABEL = "calendar feed"


def check_own(by: Any, entrant: Entrant) -> None:
    """Raise PermissionDenied unless it is the user's own record."""
    if not is_own(by, entrant):
        raise PermissionDenied("You do this for yourself only.")


def hash_of(token: str) -> str:
    """Return what is kept of a calendar's secret."""
    return salted_hmac(_SALT, token, algorithm="sha256").hexdigest()


@transaction.atomic
def make_feed(*, entrant: Entrant, by: Any) -> str:
    """Make a secret for the person's calendar and return it; it is shown once. An earlier one stops at once.

    Raises PermissionDenied.
    """
    check_own(by, entrant)
    token = secrets.token_urlsafe(_BYTES)
    CalendarFeed.objects.update_or_create(
        entrant=entrant, defaults={"token_hash": hash_of(token), "last_read_on": None}
    )
    audit.record("entrant.feed-made", by=by, about=entrant)
    return token


@transaction.atomic
def revoke_feed(*, entrant: Entrant, by: Any) -> None:
    """Take the calendar's address back: it stops at once. Raises PermissionDenied. Safe to call twice."""
    check_own(by, entrant)
    if CalendarFeed.objects.filter(entrant=entrant).delete()[0]:
        audit.record("entrant.feed-revoked", by=by, about=entrant)


@transaction.atomic
def read_feed(*, token: str) -> Entrant | None:
    """Return whose calendar a secret opens; None for one that opens nothing. The first read of a day is recorded."""
    feeds = CalendarFeed.objects.filter(entrant__merged_into=None, entrant__user__is_active=True)
    feed = feeds.select_related("entrant").filter(token_hash=hash_of(token)).first()
    if feed is None:
        return None
    today = timezone.localdate()
    first_today = CalendarFeed.objects.filter(pk=feed.pk).exclude(last_read_on=today)
    if first_today.update(last_read_on=today):
        audit.record("entrant.feed-read", about=feed.entrant, actor_label=FEED_LABEL)
    return feed.entrant


@transaction.atomic
def ask_correction(*, entrant: Entrant, topic: str, words: str, by: Any) -> Correction:
    """Say that something in the own record is wrong; who keeps it is told.

    Raises PermissionDenied, or ValidationError for words that must not be held.
    """
    check_own(by, entrant)
    made = Correction(entrant=entrant, topic=topic, words=words.strip())
    made.full_clean()
    made.save()
    audit.record("correction.asked", by=by, about=entrant, topic=topic)
    facts = Facts(link=reverse("volunteers:correction", kwargs={"pk": made.pk}), reference=entrant.reference)
    approval = entrant.approvals.select_related("prison").first()
    prison = approval.prison if approval else None
    notify(CORRECTION_ASKED, to=keepers_of(entrant, prison), scope=prison, facts=facts)
    return made


@transaction.atomic
def answer_correction(*, correction: Correction, state: str, answer: str, by: Any) -> Correction:
    """Tell the person whether it is corrected, in words of one's own.

    Raises PermissionDenied, NotPossible when somebody has answered already, or ValidationError.
    """
    locked = Correction.objects.select_for_update(of=("self",)).select_related("entrant__user").get(pk=correction.pk)
    check_keeps(by, locked.entrant)
    check_not_oneself(by, locked.entrant)
    if locked.state != CorrectionState.ASKED:
        raise NotPossible("Somebody has answered this already.")
    if state not in (CorrectionState.CORRECTED, CorrectionState.STAYS):
        raise NotPossible("Say whether it is corrected or stays.")
    locked.state, locked.answer = state, answer.strip()
    locked.answered_on, locked.answered_by = timezone.localdate(), by
    locked.full_clean(exclude={"words", "answered_by"})
    locked.save()
    audit.record("correction.answered", by=by, about=locked.entrant, state=state)
    if people := themselves(locked.entrant):
        notify(CORRECTION_ANSWERED, to=people, facts=Facts(link=reverse("volunteers:my_corrections")))
    return locked
