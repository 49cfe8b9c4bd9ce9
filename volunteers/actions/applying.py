"""What an applicant does behind the own link, and what applicants are told."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from accounts import guardian
from accounts.roles import MANAGE_VOLUNTEERS
from core import audit
from core.notifications import Facts, notify
from directory.models import Organisation, Prison
from volunteers.actions.references import APPLICANT_LABEL
from volunteers.enums import TAKEN_ON, Stage
from volunteers.models import Application, StageMessage
from volunteers.notifications import holders
from volunteers.notifications_applying import APPLICATION_WITHDRAWN
from volunteers.policies import NotPossible


@transaction.atomic
def withdraw(*, application: Application) -> Application:
    """Withdraw an application for the applicant, behind their own link; who decides is told.

    Raises NotPossible once it has ended or they have a record here: then they stop on their own page or in person.
    """
    rows = Application.objects.select_for_update(of=("self",))
    locked = rows.select_related("position__prison", "position__organisation").get(pk=application.pk)
    if locked.closed_on is not None:
        raise NotPossible("This application has ended already.")
    if locked.stage in TAKEN_ON or locked.entrant_id is not None:
        raise NotPossible("You are on your way in already. Tell the organisation that you stop.")
    before, today = locked.stage, timezone.localdate()
    locked.stage, locked.stage_since, locked.closed_on = Stage.LEFT, today, today
    locked.save()
    position = locked.position
    audit.record(
        "application.withdrawn", about=locked, scope=position.prison, actor_label=APPLICANT_LABEL, before=before
    )
    people = holders(MANAGE_VOLUNTEERS, position.organisation) if position.organisation else []
    link = reverse("volunteers:application", kwargs={"pk": locked.pk})
    facts = Facts(link=link, reference=locked.reference)
    notify(APPLICATION_WITHDRAWN, to=people, scope=position.prison, facts=facts)
    return locked


@transaction.atomic
def save_messages(*, scope: Prison | Organisation, words: Mapping[str, str], by: Any) -> None:
    """Write what applicants read at each stage; empty words bring back what is shipped. Raises PermissionDenied."""
    if not guardian.can(by, MANAGE_VOLUNTEERS, scope):
        raise PermissionDenied("You do not look after people here.")
    whose = {"prison": scope} if isinstance(scope, Prison) else {"organisation": scope}
    type(scope)._default_manager.select_for_update().get(pk=scope.pk)
    for stage, text in words.items():
        if text.strip():
            made = StageMessage(**whose, stage=stage, words=text.strip())
            made.full_clean(validate_unique=False, validate_constraints=False)
            StageMessage.objects.update_or_create(**whose, stage=stage, defaults={"words": text.strip()})
        else:
            StageMessage.objects.filter(**whose, stage=stage).delete()
    audit.record("application.messages", by=by, about=scope, scope=scope, stages=len(words))
