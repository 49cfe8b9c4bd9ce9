"""What the directory does when something happens elsewhere."""

from typing import Any

from django.db.models.signals import post_save
from django.dispatch import receiver
from wagtail.models import ModelLogEntry, PageLogEntry, WorkflowState
from wagtail.signals import page_published, workflow_cancelled

from core import audit
from directory.actions import proposals
from directory.models import ListingProposal, ListingStatus, PrisonPage, ServicePage


@receiver(post_save, sender=ServicePage)
def give_listing_a_status(sender: Any, instance: ServicePage, raw: bool = False, **kwargs: Any) -> None:
    """Give every listing the row of its daily facts."""
    if not raw:
        ListingStatus.objects.get_or_create(page=instance)


@receiver(page_published, sender=ServicePage)
def settle_a_proposal_that_went_live(sender: Any, instance: ServicePage, revision: Any, **kwargs: Any) -> None:
    """Tell an organisation that its change is live when a curator published it without pressing “approve”."""
    proposals.settle_published(page=instance, by=revision.user if revision else None)


@receiver(workflow_cancelled, sender=WorkflowState)
def decline_a_cancelled_proposal(sender: Any, instance: WorkflowState, user: Any = None, **kwargs: Any) -> None:
    """Tell an organisation that its change was cancelled in the editor."""
    for proposal in ListingProposal.objects.waiting().filter(workflow_state=instance):
        proposals.decline_proposal(proposal=proposal, by=user, reason="Cancelled in the editor, without a reason.")


@receiver(post_save, sender=PageLogEntry)
@receiver(post_save, sender=ModelLogEntry)
def audit_what_the_editor_logs(sender: Any, instance: Any, created: bool, raw: bool = False, **kwargs: Any) -> None:
    """Write an audit row for every action that Wagtail's admin records: they are writes too."""
    if not created or raw:
        return
    audit.record(
        instance.action.replace("wagtail.", "editor.", 1),
        by=instance.user,
        scope=_prison_of(instance) if isinstance(instance, PageLogEntry) else None,
        model=instance.content_type.model if instance.content_type else "",
        object_id=str(instance.object_id),
    )


def _prison_of(entry: PageLogEntry) -> Any:
    """Return the prison that the page belongs to; None for the pages above and for a deleted page."""
    for table in (ServicePage, PrisonPage):
        page = table.objects.filter(pk=entry.page_id).select_related("prison").first()
        if page is not None:
            return page.prison
    return None
