"""Background tasks of the directory. Arguments are ids only."""

from django_tasks import task

from directory.actions.reminders import send_due_reminders


@task()
def run_reviews() -> int:
    """Send the reminders of the review cycle that are due today; return how many owners were written to."""
    return send_due_reminders().owners
