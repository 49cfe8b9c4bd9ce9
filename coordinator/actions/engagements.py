"""An organisation's way through a prison: checklist, work, review, leaving."""

from datetime import date, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from coordinator.enums import EngagementState
from coordinator.models import DeskSettings, Engagement, OnboardingItem, OnboardingRequirement
from coordinator.notifications import ITEM_DUE
from coordinator.permissions import check_coordinates
from coordinator.workflow import MOVES, Move
from core import audit
from core.notifications import Facts, notify
from core.people import in_charge
from directory.models import Organisation, Prison
from directory.review import add_months


@transaction.atomic
def start_engagement(*, prison: Prison, organisation: Organisation, by: Any) -> Engagement:
    """Put an organisation on a prison's list with today's checklist. Raises PermissionDenied or ValidationError."""
    check_coordinates(by, prison)
    Prison.objects.lock(prison)
    if Engagement.objects.current().filter(prison=prison, organisation=organisation).exists():
        raise ValidationError("This organisation is on the list already.")
    today = timezone.localdate()
    made = Engagement.objects.create(prison=prison, organisation=organisation, started_on=today)
    OnboardingItem.objects.bulk_create(
        OnboardingItem(
            engagement=made,
            requirement=each,
            owner=each.owner,
            due_on=today + timedelta(days=each.due_days),
        )
        for each in OnboardingRequirement.objects.filter(is_active=True)
    )
    audit.record("engagement.started", by=by, about=made, scope=prison)
    return made


@transaction.atomic
def set_item(
    *,
    item: OnboardingItem,
    by: Any,
    due_on: date,
    owner: str,
    done_on: date | None = None,
    expires_on: date | None = None,
    note: str = "",
) -> OnboardingItem:
    """Write down whose an item is, by when, and since when it is in place.

    Without a last day, what is done holds as many months as its requirement says. Raises PermissionDenied or
    ValidationError.
    """
    check_coordinates(by, item.engagement.prison)
    locked = OnboardingItem.objects.select_for_update().select_related("requirement").get(pk=item.pk)
    if done_on is not None and done_on > timezone.localdate():
        raise ValidationError({"done_on": "It cannot be in place from a day to come."})
    if done_on is None and expires_on is not None:
        raise ValidationError({"expires_on": "Say first since when it is in place."})
    if done_on and not expires_on and locked.requirement.valid_months:
        expires_on = add_months(done_on, locked.requirement.valid_months)
    if done_on and expires_on and expires_on < done_on:
        raise ValidationError({"expires_on": "The last day is before the first."})
    locked.due_on, locked.owner, locked.done_on, locked.expires_on = due_on, owner, done_on, expires_on
    locked.note, locked.done_by = note.strip()[:200], by if done_on else None
    locked.save()
    scope = locked.engagement.prison
    audit.record("engagement.item", by=by, about=locked, scope=scope, item=locked.requirement.slug, done=bool(done_on))
    return locked


@transaction.atomic
def remind_of_item(*, item: OnboardingItem, by: Any) -> None:
    """Remind the organisation of something on its checklist. It hears the prison's name and follows a link.

    Raises PermissionDenied, or ValidationError when it was reminded today or nobody of it has a sign-in.
    """
    check_coordinates(by, item.engagement.prison)
    locked = OnboardingItem.objects.select_for_update(of=("self",)).select_related("engagement__prison").get(pk=item.pk)
    if locked.reminded_on == timezone.localdate():
        raise ValidationError("They were reminded today already. Give them a day, or ring them.")
    leads = in_charge(item.engagement.organisation)
    if not leads:
        raise ValidationError("Nobody of this organisation has a sign-in here: ring them, or write to them.")
    locked.reminded_on = timezone.localdate()
    locked.save(update_fields=["reminded_on", "updated_at"])
    scope = locked.engagement.prison
    audit.record("engagement.reminded", by=by, about=locked, scope=scope, item=item.requirement.slug)
    notify(ITEM_DUE, to=leads, scope=scope, facts=Facts(link=reverse("coordinator:own_checklists")))


@transaction.atomic
def move_engagement(*, engagement: Engagement, move: str, by: Any, reason: str = "") -> Engagement:
    """Make a move of the workflow. Raises PermissionDenied, or ValidationError naming what stops it."""
    check_coordinates(by, engagement.prison)
    named = MOVES.get(move)
    locked: Engagement = Engagement.objects.select_for_update().get(pk=engagement.pk)
    if named is None or locked.state not in named.sources:
        raise ValidationError("That is not possible from where it stands now. Look at the page again.")
    _check(locked, named, reason)
    before = locked.state
    _apply(locked, named, reason)
    audit.record(
        f"engagement.{named.code}", by=by, about=locked, scope=locked.prison, before=before, after=locked.state
    )
    return locked


def _check(engagement: Engagement, move: Move, reason: str) -> None:
    if move.reason_needed and not reason.strip():
        raise ValidationError({"reason": "Write why, for whoever asks later."})
    if move.checklist_needed:
        missing = engagement.items.missing().select_related("requirement")
        names = ", ".join(item.requirement.label.lower() for item in missing)
        if names:
            raise ValidationError(f"Not everything is in place yet: {names}.")


def _apply(engagement: Engagement, move: Move, reason: str) -> None:
    today = timezone.localdate()
    engagement.state = move.target
    if move.target == EngagementState.ACTIVE:
        engagement.active_on = engagement.active_on or today
        engagement.review_due_on = add_months(today, DeskSettings.load().engagement_review_months)
    if move.target == EngagementState.LEFT:
        engagement.left_on = today
    if move.reason_needed:
        engagement.reason = reason.strip()[:300]
    engagement.save()
