"""What of volunteers must be handed to a colleague when somebody leaves: whom they supervise, what they hold."""

from functools import partial
from typing import Any

from django.utils import timezone

from accounts import guardian
from accounts.open_work import OpenWork, register
from accounts.roles import MANAGE_VOLUNTEERS, RUN_TRAINING, ScopeKind
from core import audit
from directory.models import Organisation, Prison
from volunteers.models import Position, TrainingSession


def _supervised_in_prison(user: Any, prison: Prison) -> Any:
    """Return the roles in a prison that a user supervises, but for those that stay theirs as an organisation's lead."""
    still = guardian.allowed(user, MANAGE_VOLUNTEERS, Organisation.objects.all())
    return Position.objects.filter(supervisor=user, prison=prison).exclude(organisation__in=still)


def _supervised_of_organisation(user: Any, organisation: Organisation) -> Any:
    """Return an organisation's roles that a user supervises, but for those that stay theirs as a coordinator."""
    still = guardian.allowed(user, MANAGE_VOLUNTEERS, Prison.objects.all())
    return Position.objects.filter(supervisor=user, organisation=organisation).exclude(prison__in=still)


def _training_to_come(user: Any, prison: Prison) -> Any:
    today = timezone.localdate()
    return TrainingSession.objects.filter(trainer=user, prison=prison, on__gte=today, cancelled_at=None)


def _give(*, rows: Any, to: Any, by: Any, field: str, event: str) -> None:
    for row in rows.select_for_update(of=("self",)):
        setattr(row, field, to)
        row.save(update_fields=[field, "updated_at"])
        audit.record(event, by=by, about=row, scope=row.prison)


for kind, rows in (
    (ScopeKind.PRISON, _supervised_in_prison),
    (ScopeKind.ORGANISATION, _supervised_of_organisation),
):
    register(
        OpenWork(
            code=f"volunteers.supervised-{kind.value}",
            label="volunteer roles they supervise",
            kind=kind,
            permission=MANAGE_VOLUNTEERS,
            link="volunteers.Position.supervisor",
            rows=rows,
            hand_over=partial(_give, field="supervisor", event="position.handed-over"),
            may_wait=True,
        )
    )
register(
    OpenWork(
        code="volunteers.training",
        label="training sessions they are to hold",
        kind=ScopeKind.PRISON,
        permission=RUN_TRAINING,
        link="volunteers.TrainingSession.trainer",
        rows=_training_to_come,
        hand_over=partial(_give, field="trainer", event="training.handed-over"),
        may_wait=True,
    )
)
