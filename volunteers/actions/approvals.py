"""What each prison decides for itself: may this person come in, and how do they move about."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from accounts.roles import APPROVE_PEOPLE
from core import audit
from core.notifications import Facts, notify
from directory.models import Prison
from volunteers.enums import APPROVAL_REFUSED, DECISIONS, ApprovalStatus
from volunteers.models import AccessType, Approval, Clearance, Entrant, GateOverride
from volunteers.notifications import APPROVAL_ASKED, APPROVAL_DECIDED, holders, keepers_of
from volunteers.permissions import check_decides, check_keeps
from volunteers.policies import NotPossible, Overtaken


@transaction.atomic
def ask_for_approval(*, entrant: Entrant, prison: Prison, agreed_on: date | None, by: Any) -> Approval:
    """Ask a prison to let somebody in, with the person's agreement. Asking again after a refusal is possible.

    The same clearance serves every prison. Raises PermissionDenied or NotPossible.
    """
    check_keeps(by, entrant)
    if agreed_on is None or agreed_on > timezone.localdate():
        raise NotPossible("Record the day on which the person agreed. Without it nothing is asked.")
    approval, _made = Approval.objects.select_for_update().get_or_create(entrant=entrant, prison=prison)
    if approval.status in (ApprovalStatus.ASKED, ApprovalStatus.APPROVED, ApprovalStatus.SUSPENDED):
        raise NotPossible("This prison has been asked already: it is deciding, or its decision stands.")
    today = timezone.localdate()
    approval.status, approval.person_agreed_on = ApprovalStatus.ASKED, agreed_on
    approval.asked_on, approval.asked_by, approval.decided_on, approval.decided_by = today, by, None, None
    approval.clearance = Clearance.objects.filter(entrant=entrant).order_by("-decided_on", "-created_at").first()
    approval.save()
    _tell_security(approval, by)
    return approval


@transaction.atomic
def ask_again(*, entrant: Entrant, approvals: Iterable[Approval], by: Any) -> None:
    """Put approvals back to waiting, because what they were given for has changed. Security is told."""
    keys = [approval.pk for approval in approvals]
    held = Approval.objects.select_for_update(of=("self",)).filter(pk__in=keys, status=ApprovalStatus.APPROVED)
    for approval in held.select_related("entrant", "prison"):
        approval.status, approval.asked_on, approval.asked_by = ApprovalStatus.ASKED, timezone.localdate(), by
        approval.decided_on, approval.decided_by = None, None
        approval.save()
        end_overrides(entrant=entrant, prison=approval.prison, by=by)
        _tell_security(approval, by)


def end_overrides(*, entrant: Entrant, prison: Prison, by: Any) -> None:
    """Take back every override of somebody at a prison: none outlives what changed about their approval."""
    now = timezone.now()
    given = GateOverride.objects.select_for_update().filter(entrant=entrant, prison=prison, ended_at=None)
    for override in given.filter(ends_on__gte=timezone.localdate()):
        override.ended_at = now
        override.save(update_fields=["ended_at", "updated_at"])
        audit.record("gate.override-ended", by=by, about=entrant, scope=prison)


def _tell_security(approval: Approval, by: Any) -> None:
    entrant, prison = approval.entrant, approval.prison
    audit.record("approval.asked", by=by, about=entrant, scope=prison)
    link = reverse("volunteers:approvals", kwargs={"code": prison.code})
    facts = Facts(link=link, reference=entrant.reference)
    notify(APPROVAL_ASKED, to=holders(APPROVE_PEOPLE, prison), scope=prison, facts=facts)


@transaction.atomic
def decide(
    *,
    approval: Approval,
    status: str,
    by: Any,
    access_types: Iterable[AccessType] = (),
    expires_on: date | None = None,
    seen_status: str | None = None,
) -> Approval:
    """Record the prison's decision. No reason is taken: none is kept. Raises PermissionDenied or NotPossible."""
    locked = Approval.objects.select_for_update(of=("self",)).select_related("prison", "entrant").get(pk=approval.pk)
    check_decides(by, locked.prison, locked.entrant)
    today = timezone.localdate()
    _check_decision(locked, status, expires_on, seen_status, today)
    locked.status, locked.decided_on, locked.decided_by = status, today, by
    locked.expires_on = expires_on if status == ApprovalStatus.APPROVED else None
    locked.save()
    chosen = list(access_types) if status == ApprovalStatus.APPROVED else []
    locked.access_types.set(chosen)
    if status in APPROVAL_REFUSED:
        end_overrides(entrant=locked.entrant, prison=locked.prison, by=by)
    access = sorted(kind.slug for kind in chosen)
    audit.record("approval.decided", by=by, about=locked.entrant, scope=locked.prison, status=status, access=access)
    _tell_keepers(locked)
    return locked


def _tell_keepers(approval: Approval) -> None:
    entrant, prison = approval.entrant, approval.prison
    facts = Facts(link=reverse("volunteers:person", kwargs={"pk": entrant.pk}), reference=entrant.reference)
    notify(APPROVAL_DECIDED, to=keepers_of(entrant, prison), scope=prison, facts=facts)


def _check_decision(approval: Approval, status: str, expires_on: date | None, seen: str | None, today: date) -> None:
    if seen is not None and seen != approval.status:
        raise Overtaken(
            f"Somebody has already decided: {approval.get_status_display().lower()}. Nothing you entered was saved."
        )
    if status not in DECISIONS:
        raise NotPossible("Choose a decision.")
    if approval.status == ApprovalStatus.NOT_ASKED:
        raise NotPossible("Nobody has asked this prison to approve the person yet.")
    if expires_on is not None and expires_on < today:
        raise NotPossible("The last day of the approval has passed. Choose a later one, or none.")
