"""Applying for a role and being moved forward, without an account."""

from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from accounts import guardian
from accounts.roles import MANAGE_VOLUNTEERS
from core import audit
from core.notifications import Facts, Mailbox, notify
from volunteers.actions.people import Work, add_person, begin_work, end_engagement, pause_engagement
from volunteers.enums import TAKEN_ON, Stage
from volunteers.links import application_link
from volunteers.models import Application, Engagement, Entrant, Position
from volunteers.notifications import APPLICATION_MOVED, APPLICATION_RECEIVED, holders
from volunteers.permissions import check_not_oneself, coordinates
from volunteers.policies import NotPossible, Overtaken


@transaction.atomic
def apply(*, position: Position, by: Any, **details: Any) -> Application:
    """Take an application for a role that is advertised. `by` is whoever is signed in, or None.

    What is sent twice, as by pressing the button twice, is one application: the first is returned, and nobody is told
    again.

    Raises NotPossible for a role that is no longer advertised, or ValidationError.
    """
    if not Position.objects.advertised().select_for_update(of=("self",)).filter(pk=position.pk):
        raise NotPossible("This role is no longer advertised.")
    if same := Application.objects.filter(position=position, closed_on=None, **details).first():
        return same
    made = Application(position=position, **details)
    made.full_clean()
    made.save()
    audit.record("application.received", by=by, about=made, scope=position.prison)
    facts = Facts(link=reverse("volunteers:application", kwargs={"pk": made.pk}), reference=made.reference)
    people = holders(MANAGE_VOLUNTEERS, position.organisation) if position.organisation else []
    notify(APPLICATION_RECEIVED, to=people, scope=position.prison, facts=facts)
    _tell_applicant(made)
    return made


def check_recruits(by: Any, application: Application) -> None:
    """Raise PermissionDenied unless the user looks after the role's people."""
    position = application.position
    leads = position.organisation is not None and guardian.can(by, MANAGE_VOLUNTEERS, position.organisation)
    if not leads and not coordinates(by, position.prison):
        raise PermissionDenied("You do not deal with applications for this role.")
    if application.email.casefold() == by.email.casefold():
        raise PermissionDenied("Nobody decides about themselves. Ask a colleague.")
    if application.entrant is not None:
        check_not_oneself(by, application.entrant)


@transaction.atomic
def move_application(
    *, application: Application, stage: str, by: Any, seen_stage: str | None = None, agreed_on: date | None = None
) -> Application:
    """Move an application to another stage: forward, back, to its end, or from its end back in.

    At vetting the applicant becomes somebody who comes in, with a record of their own: that needs the day on which
    they agreed. When they leave, their work in the role ends; it pauses while they are not taken on. Raises
    PermissionDenied, Overtaken or NotPossible.
    """
    rows = Application.objects.select_for_update(of=("self",)).select_related("position__prison", "entrant")
    locked = rows.select_related("position__organisation").get(pk=application.pk)
    check_recruits(by, locked)
    if seen_stage is not None and seen_stage != locked.stage:
        raise Overtaken(
            f"Somebody has moved this application already. It is now: {locked.get_stage_display().lower()}."
        )
    if stage not in Stage.values or stage == locked.stage:
        raise NotPossible("Choose another stage.")
    before, locked.stage, locked.stage_since = locked.stage, stage, timezone.localdate()
    locked.closed_on = locked.stage_since if stage in (Stage.ACTIVE, Stage.LEFT) else None
    if stage in TAKEN_ON and locked.entrant is None:
        locked.entrant = _take_on(locked, agreed_on, by)
    elif locked.entrant is not None:
        _keep_work_in_step(locked, locked.entrant, before, by)
    locked.save()
    audit.record("application.moved", by=by, about=locked, scope=locked.position.prison, before=before, after=stage)
    _tell_applicant(locked)
    return locked


def _take_on(application: Application, agreed_on: date | None, by: Any) -> Entrant:
    position = application.position
    if agreed_on is None or agreed_on > timezone.localdate():
        raise NotPossible(
            f"Enter the day on which they agreed that their record is kept here and shown to {position.prison}."
        )
    details = {name: getattr(application, name) for name in ("first_name", "last_name", "email", "phone")}
    work = Work(position.kind, position.organisation, position)
    return add_person(work=work, prison=position.prison, agreed_on=agreed_on, by=by, **details)


def _keep_work_in_step(application: Application, entrant: Entrant, before: str, by: Any) -> None:
    """End the work in the role when the applicant leaves, pause it while they are not taken on, and take it up again.

    The gate goes by the work, not by the stage: somebody whose application is paused does not come in for the role.
    What was paused on the record stays so while the application moves on.
    """
    today, position = timezone.localdate(), application.position
    work = Engagement.objects.filter(entrant=entrant, position=position)
    if application.stage == Stage.LEFT:
        for running in work.not_ended().exclude(ends_on=today):
            end_engagement(engagement=running, ends_on=max(today, running.starts_on), by=by)
        return
    if application.stage not in TAKEN_ON:
        for running in work.not_ended().filter(paused_on=None):
            pause_engagement(engagement=running, paused_on=max(today, running.starts_on), by=by)
        return
    lasting = work.filter(Q(ends_on=None) | Q(ends_on__gt=today))
    for paused in lasting.exclude(paused_on=None) if before not in TAKEN_ON else ():
        pause_engagement(engagement=paused, paused_on=None, by=by)
    if not lasting.exists():
        begin_work(entrant=entrant, work=Work(position.kind, position.organisation, position), by=by)


def _tell_applicant(application: Application) -> None:
    facts = Facts(link=application_link(application), reference=application.reference)
    notify(APPLICATION_MOVED, to=[Mailbox(application.email)], scope=application.position.prison, facts=facts)
