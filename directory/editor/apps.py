"""Wagtail's admin as this service runs it."""

from wagtail.admin.apps import WagtailAdminAppConfig
from wagtail.signals import task_submitted, workflow_approved, workflow_rejected, workflow_submitted


class EditorConfig(WagtailAdminAppConfig):
    """Without Wagtail's own e-mails, which name the service and people.

    Who is told what about a proposed change goes through the notifications of this service
    (`directory.proposal_notifications`).
    """

    def ready(self) -> None:
        """Start Wagtail's admin, then take its e-mails out again."""
        super().ready()
        from wagtail.models import TaskState, WorkflowState

        for signal, sender, event in (
            (task_submitted, TaskState, "group_approval_task_submitted"),
            (workflow_submitted, WorkflowState, "workflow_state_submitted"),
            (workflow_rejected, WorkflowState, "workflow_state_rejected"),
            (workflow_approved, WorkflowState, "workflow_state_approved"),
        ):
            if not signal.disconnect(sender=sender, dispatch_uid=f"{event}_email_notification"):
                raise RuntimeError(f"Wagtail no longer sends {event} e-mails under this name: look at what it sends.")
