"""Changes that an organisation proposes to its own listing, and the decision on them.

The rules and their reasons: docs/adr/0013-proposed-changes.md.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from wagtail.models import WorkflowState

from accounts import guardian
from accounts.roles import CURATE_LISTINGS, PROPOSE_CHANGES
from core import audit
from directory.actions.listings import change_live, move_proposal, restore_after, save_draft
from directory.actions.review import set_availability
from directory.enums import ProposalState
from directory.listing_content import LIVE_AT_ONCE, NEEDS_APPROVAL, Content, content_of, differs, prepared
from directory.models import ListingProposal, ServicePage
from directory.proposal_notifications import tell_of_decision, tell_of_proposal


@dataclass(frozen=True)
class Outcome:
    """What became of changes: the fields that are live already, and the proposal that waits, if any."""

    live_at_once: tuple[str, ...]
    proposal: ListingProposal | None


@transaction.atomic
def propose_change(
    *,
    page: ServicePage,
    changes: Mapping[str, Any],
    by: Any,
    availability: Mapping[str, Any] | None = None,
    note: str = "",
) -> Outcome:
    """Change a listing for its organisation: times and contacts at once, the rest once the prison approves.

    `changes` are values by field; `sessions` and `exclusions` are lists of dicts. `availability` are the arguments
    of `set_availability`. Changing a field back to what is live takes it out of a waiting proposal. Raises
    PermissionDenied, ValueError for a field no organisation may change, or ValidationError.
    """
    if not guardian.can(by, PROPOSE_CHANGES, page.organisation):
        raise PermissionDenied("Only the organisation itself proposes changes to its listing.")
    live = ServicePage.objects.select_for_update().get(pk=page.pk)
    if not live.live:
        raise ValidationError("This listing is not published. Ask the prison's coordinator about it.")
    before = content_of(live)
    wanted = prepared(live, changes)
    _check_valid(live, {**before, **wanted})
    at_once = {f: v for f, v in wanted.items() if f in LIVE_AT_ONCE and differs(f, v, before[f])}
    if at_once:
        live = change_live(page=live, values=at_once, by=by)
    if availability:
        set_availability(page=live, by=by, **availability)
    proposal = _keep_proposal(live, {f: v for f, v in wanted.items() if f in NEEDS_APPROVAL}, by, note)
    if at_once:
        audit.record("listing.changed", by=by, about=live, scope=live.prison, fields=sorted(at_once))
    return Outcome(tuple(at_once), proposal)


def _check_valid(live: ServicePage, content: Content) -> None:
    """Raise ValidationError when the listing would contradict itself with the changes."""
    changed = live.with_content_json(content)
    changed.full_clean()
    for rows in (changed.sessions, changed.exclusions):
        for row in rows.all():
            row.page = changed
            row.full_clean(exclude=["page"])


def _keep_proposal(live: ServicePage, wanted: Content, by: Any, note: str) -> ListingProposal | None:
    """Make, change or withdraw the listing's waiting proposal so that it says what is wanted."""
    proposal = ListingProposal.objects.select_for_update().waiting().filter(page=live).first()
    now = content_of(live)
    after = {f: v for f, v in {**(proposal.after if proposal else {}), **wanted}.items() if differs(f, v, now[f])}
    if not after:
        if proposal is not None:
            _close(proposal, ProposalState.WITHDRAWN, by, "")
        return None
    if proposal is not None and proposal.after == after:
        return proposal
    is_new = proposal is None
    if proposal is None:
        beneath = live.latest_revision if live.has_unpublished_changes else None
        proposal = ListingProposal(page=live, draft_beneath=beneath)
    proposal.proposed_by, proposal.after, proposal.note = by, after, note or proposal.note
    proposal.before = {field: now[field] for field in after}
    _ensure_live_revision(live)
    move_proposal(proposal, save_draft(live, {**now, **after}, by))
    _submit(proposal, by)
    if is_new:
        tell_of_proposal(proposal)
    audit.record("listing.change_proposed", by=by, about=live, scope=live.prison, fields=sorted(after))
    return proposal


def _ensure_live_revision(live: ServicePage) -> None:
    """Keep the live version as a revision, so that the change can be compared with it."""
    if live.live_revision_id is None:
        revision = save_draft(live, content_of(live), None)
        ServicePage.objects.filter(pk=live.pk).update(live_revision=revision)


def _submit(proposal: ListingProposal, by: Any) -> None:
    """Hand the draft to the prison's approval workflow, unless it is there already."""
    page = ServicePage.objects.get(pk=proposal.page_id)
    workflow = page.get_workflow()
    if workflow is None or proposal.workflow_state_id is not None:
        return
    if page.current_workflow_state is not None:
        page.current_workflow_state.cancel(user=by)
    proposal.workflow_state = workflow.start(page, by)
    proposal.save(update_fields=["workflow_state", "updated_at"])


def changed_since(proposal: ListingProposal) -> list[str]:
    """Return the proposed fields that somebody else changed in the live version since the proposal was written."""
    now = content_of(ServicePage.objects.get(pk=proposal.page_id))
    return [field for field, value in proposal.before.items() if differs(field, value, now.get(field))]


@transaction.atomic
def approve_proposal(*, proposal: ListingProposal, by: Any) -> ServicePage:
    """Make a proposed change live and return the listing. A curator's edit on top of the proposal is kept.

    Raises PermissionDenied, or ValidationError when it was decided already or the listing was taken down.
    """
    waiting = _to_decide(proposal, by)
    live = ServicePage.objects.select_for_update().get(pk=waiting.page_id)
    if not live.live:
        raise ValidationError("This listing was taken down. Publish it again first, or turn the change down.")
    if not _draft_is_current(waiting, live):
        move_proposal(waiting, save_draft(live, {**content_of(live), **waiting.after}, waiting.proposed_by))
    _decide(waiting, ProposalState.APPROVED, by, "")
    task_state = _task_in_progress(waiting)
    if task_state is not None:
        task_state.approve(user=by)
    else:
        live.get_latest_revision().publish(user=by, skip_permission_checks=True)
    restore_after(waiting, by, with_values=True)
    audit.record("listing.change_approved", by=by, about=live, scope=live.prison, fields=sorted(waiting.after))
    return ServicePage.objects.get(pk=live.pk)


@transaction.atomic
def decline_proposal(*, proposal: ListingProposal, by: Any, reason: str) -> None:
    """Turn a proposed change down; the live version stays as it is and the organisation reads the reason.

    Raises PermissionDenied, or ValidationError without a reason or when it was decided already.
    """
    waiting = _to_decide(proposal, by)
    if not reason.strip():
        raise ValidationError("Give a reason: the organisation needs to know what to do next.")
    _close(waiting, ProposalState.DECLINED, by, reason.strip()[:300])


@transaction.atomic
def withdraw_proposal(*, proposal: ListingProposal, by: Any) -> None:
    """Take a proposed change back. Raises PermissionDenied, or ValidationError when it was decided already."""
    if not guardian.can(by, PROPOSE_CHANGES, proposal.page.organisation):
        raise PermissionDenied("Only the organisation itself withdraws its change.")
    _close(_still_waiting(proposal), ProposalState.WITHDRAWN, by, "")


def _to_decide(proposal: ListingProposal, by: Any) -> ListingProposal:
    if not guardian.can(by, CURATE_LISTINGS, proposal.page.prison):
        raise PermissionDenied("Only this prison's coordinator or deputy decides about its listings.")
    return _still_waiting(proposal)


def _still_waiting(proposal: ListingProposal) -> ListingProposal:
    locked = ListingProposal.objects.select_for_update().get(pk=proposal.pk)
    if not locked.is_waiting:
        raise ValidationError("This change has been decided already.")
    return locked


def _draft_is_current(proposal: ListingProposal, live: ServicePage) -> bool:
    """Say whether the latest draft is the proposal, perhaps edited by a curator, and nothing newer is live."""
    draft, latest = proposal.revision, live.latest_revision
    if draft is None or latest is None or not live.has_unpublished_changes:
        return False
    newer_is_live = live.live_revision is not None and live.live_revision.created_at > draft.created_at
    return not newer_is_live and latest.created_at >= draft.created_at


def _decide(proposal: ListingProposal, state: ProposalState, by: Any, reason: str) -> None:
    proposal.state, proposal.decided_by, proposal.reason = state, by, reason
    proposal.decided_at = timezone.now()
    proposal.save()
    if state != ProposalState.WITHDRAWN:
        tell_of_decision(proposal)


def _close(proposal: ListingProposal, state: ProposalState, by: Any, reason: str) -> None:
    """End a proposal without publishing it, in the workflow's own record too, and write the audit row."""
    _decide(proposal, state, by, reason)
    task_state = _task_in_progress(proposal)
    if task_state is not None and state == ProposalState.DECLINED:
        task_state.reject(user=by, comment=reason)
    workflow = proposal.workflow_state
    if workflow is not None:
        workflow.refresh_from_db()
        if workflow.is_active:
            workflow.cancel(user=by)
    restore_after(proposal, by, with_values=False)
    page = proposal.page
    audit.record(f"listing.change_{state}", by=by, about=page, scope=page.prison, fields=sorted(proposal.after))


def _task_in_progress(proposal: ListingProposal) -> Any:
    state = proposal.workflow_state
    if state is None or state.status != WorkflowState.STATUS_IN_PROGRESS or state.current_task_state is None:
        return None
    return state.current_task_state.specific


@transaction.atomic
def settle_published(*, page: ServicePage, by: Any) -> None:
    """Mark a waiting proposal as approved when everything it asks for has just gone live another way."""
    proposal = ListingProposal.objects.select_for_update().waiting().filter(page=page).first()
    if proposal is None:
        return
    now = content_of(ServicePage.objects.get(pk=page.pk))
    if any(differs(field, value, now[field]) for field, value in proposal.after.items()):
        return
    _decide(proposal, ProposalState.APPROVED, by, "")
    if proposal.workflow_state is not None and proposal.workflow_state.is_active:
        proposal.workflow_state.cancel(user=by)
    audit.record("listing.change_approved", by=by, about=page, scope=page.prison, fields=sorted(proposal.after))
