"""Background tasks of referrals. Arguments are ids only."""

from uuid import UUID

from django_tasks import task

from referrals.actions import exports


@task()
def build_export(export_id: str) -> str:
    """Make one file of milestones; return the state it is in then. Safe to run twice and two at once."""
    return exports.make_export(UUID(export_id))
