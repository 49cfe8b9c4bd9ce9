"""Background tasks of the desk. Arguments are ids only."""

from uuid import UUID

from django_tasks import task

from coordinator.actions import evidence


@task()
def build_pack(pack_id: str) -> str:
    """Build an inspection pack; return its state. Safe to run twice."""
    return evidence.build_pack(key=UUID(pack_id))
