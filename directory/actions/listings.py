"""Changing a listing that is live, without losing what waits to become live."""

from typing import Any

from wagtail.models import Revision

from directory.listing_content import Content, content_of
from directory.models import ListingProposal, ServicePage


def change_live(*, page: ServicePage, values: Content, by: Any) -> ServicePage:
    """Publish these values of a live listing at once and return the listing as it now is.

    A curator's unfinished draft and a change that waits for approval keep everything else they say. The caller
    has checked the permission, holds the transaction and writes the audit row.
    """
    live = ServicePage.objects.get(pk=page.pk)
    unfinished = live.latest_revision if live.has_unpublished_changes else None
    revision = live.with_content_json({**content_of(live), **values}).save_revision(user=by)
    revision.publish(user=by, skip_permission_checks=True)
    now_live = ServicePage.objects.get(pk=page.pk)
    if unfinished is not None:
        # From the database: rows of sessions got their keys when they were published.
        saved = {field: value for field, value in content_of(now_live).items() if field in values}
        _carry_over(now_live, unfinished, saved)
        now_live.refresh_from_db()
    return now_live


def _carry_over(live: ServicePage, unfinished: Revision, values: Content) -> None:
    """Write what became live into the drafts that wait, oldest first so that the newest stays the latest."""
    proposal = ListingProposal.objects.waiting().filter(page=live).first()
    if proposal is not None and proposal.draft_beneath is not None:
        proposal.draft_beneath = save_draft(
            live, {**proposal.draft_beneath.content, **values}, proposal.draft_beneath.user
        )
    latest = save_draft(live, {**unfinished.content, **values}, unfinished.user)
    if proposal is not None:
        move_proposal(proposal, latest)


def save_draft(live: ServicePage, content: Content, by: Any) -> Revision:
    """Keep content as the listing's latest draft, without publishing it."""
    return ServicePage.objects.get(pk=live.pk).with_content_json(content).save_revision(user=by)


def move_proposal(proposal: ListingProposal, revision: Revision) -> None:
    """Say which draft carries the proposal; the workflow's own record follows."""
    proposal.revision = revision
    proposal.save()
    state = proposal.workflow_state
    if state is not None and state.current_task_state is not None:
        task_state = state.current_task_state
        task_state.revision = revision
        task_state.save(update_fields=["revision"])


def restore_after(proposal: ListingProposal, by: Any, *, with_values: bool) -> None:
    """Put the curator's own draft back on top after a decision, or make the live version the latest again.

    `with_values` writes the proposed values into the draft, because they are live now.
    """
    live = ServicePage.objects.get(pk=proposal.page_id)
    if proposal.draft_beneath is not None:
        values = proposal.after if with_values else {}
        save_draft(live, {**proposal.draft_beneath.content, **values}, proposal.draft_beneath.user)
    elif live.has_unpublished_changes:
        revision = save_draft(live, content_of(live), by)
        ServicePage.objects.filter(pk=live.pk).update(live_revision=revision, has_unpublished_changes=False)
