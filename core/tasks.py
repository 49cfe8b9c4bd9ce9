"""Background tasks of core. Arguments are ids only."""

from uuid import UUID

from django_tasks import task

from core.outbox import delivery


@task()
def deliver(outbox_id: str) -> str:
    """Send one message of the outbox; return the state it is in then. Safe to run twice and two at once."""
    return delivery.deliver_message(UUID(outbox_id))
