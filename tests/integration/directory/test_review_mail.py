"""A reminder from the clock to the mailbox: command, outbox, task queue, worker, mail; no step is left out."""

from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult

from config.clock import SCHEDULE, run_command
from core.models import OutboxMessage
from tests.factories.directory import OrganisationFactory, service


def work() -> None:
    """Do what waits in the queue, as `manage.py db_worker --batch` does."""
    options = {"queue_names": ["default"], "excluded_queue_names": [], "backend_name": "default", "worker_id": "one"}
    Worker(interval=0, batch=True, startup_delay=False, max_tasks=20, **options).run()


@pytest.mark.django_db(transaction=True)
def test_the_clock_queues_a_reminder_and_the_worker_sends_it_once(settings):
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default"]}}
    today = timezone.localdate()
    owner = OrganisationFactory(email="office@helping.example")
    service(organisation=owner, reviewed_on=today - timedelta(days=180), review_due_on=today)
    OutboxMessage.objects.all().delete()
    DBTaskResult.objects.all().delete()

    assert "run_reviews" in [one.line for one in SCHEDULE]
    run_command("run_reviews")
    message = OutboxMessage.objects.get()
    task = DBTaskResult.objects.get()
    assert task.task_path == "core.tasks.deliver"
    assert task.args_kwargs == {"args": [str(message.pk)], "kwargs": {}}, "ids only"
    assert mail.outbox == [], "the command waits for no mail server"

    work()
    assert [sent.to for sent in mail.outbox] == [["office@helping.example"]]
    run_command("run_reviews")
    run_command("send_outbox")
    work()
    assert len(mail.outbox) == 1
    assert OutboxMessage.objects.get().state == OutboxMessage.State.SENT
