"""What core and the tables of others hold."""

from datetime import timedelta

from django.contrib.auth import get_user_model
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.backends.db import SessionStore
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from wagtail.admin.models import FormState
from wagtail.models import ModelLogEntry, Page, Workflow, WorkflowState

from core.models import LegalHold, NotificationPreference, OutboxMessage
from tests.factories.accounts import UserFactory
from tests.project.planted.planting import plants, word


@plants
def mail() -> None:
    """A message that was sent, and one that was given up."""
    for number, state in enumerate((OutboxMessage.State.SENT, OutboxMessage.State.DEAD)):
        OutboxMessage.objects.create(kind="core.digest", to="a@example.org", message_id=f"<{number}@x>", state=state)


@plants
def holds() -> None:
    """A hold that was released."""
    LegalHold.objects.create(
        about_type="accounts.User",
        about_id="nobody",
        reason=word(),
        placed_by=UserFactory(),
        released_at=timezone.now(),
    )
    NotificationPreference.objects.create(user=UserFactory(), kind="core.digest", cadence="daily")


@plants
def tasks() -> None:
    """Results of tasks that carried words in their arguments, result and traceback, and one that never ran."""
    when = timezone.now()
    for finished in (when, None):
        DBTaskResult.objects.create(
            status="FAILED" if finished else "READY",
            finished_at=finished,
            args_kwargs={"args": [word()], "kwargs": {}},
            return_value=word(),
            traceback=word(),
            exception_class_path="",
            task_path="core.tasks.deliver",
            backend_name="default",
            run_after=when,
        )


@plants
def sessions() -> None:
    """A session with text in it."""
    session = SessionStore()
    session["typed"] = word()
    session.set_expiry(timedelta(minutes=20))
    session.save()


@plants
def a_decision_in_the_editor() -> None:
    """An approval that was decided."""
    kind, page = ContentType.objects.get_for_model(Page), Page.objects.first()
    WorkflowState.objects.create(
        workflow=Workflow.objects.create(name="made"),
        content_type=kind,
        base_content_type=kind,
        object_id=str(page.pk),
        status=WorkflowState.STATUS_APPROVED,
        requested_by=UserFactory(),
    )


@plants
def the_editor() -> None:
    """Text typed and not saved, and a log entry that names somebody."""
    user = UserFactory()
    page_type = ContentType.objects.get_for_model(Page)
    FormState.objects.create(
        data=word(),
        user=user,
        content_type=page_type,
        object_id="1",
        parent_object_id="",
        last_updated_at=timezone.now(),
    )
    ModelLogEntry.objects.create(
        content_type=ContentType.objects.get_for_model(get_user_model()),
        label=word(),
        action="wagtail.edit",
        data={"name": word()},
        timestamp=timezone.now(),
        user=user,
        object_id="1",
    )
