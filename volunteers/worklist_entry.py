"""What of clearances, decisions, applications and sessions waits for a prison's coordinator: never by name."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Count, Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone

from core.workdays import add_working_days
from core.worklist import Item, OneClick, Source, Urgency, register
from directory.models import Prison
from volunteers.actions.clearance import start_clearance
from volunteers.actions.sessions import everybody_knows
from volunteers.enums import CLEARED, IN_PROCESS, PIPELINE, ApprovalStatus, Coming, Stage
from volunteers.gate.facts import Need
from volunteers.gate.rules import may_enter
from volunteers.gate.standing import WITH_REQUIREMENTS, load_standings, modules_of_everyone, requirement_of_session
from volunteers.models import (
    Application,
    Approval,
    Attendance,
    Clearance,
    Entrant,
    EntrySettings,
    SessionDay,
    StageRule,
)
from volunteers.models.settings import days_before
from volunteers.permissions import coordinates
from volunteers.policies import NotPossible, waits_for

#: Training is looked at for those who are expected in these weeks.
_WEEKS = 2


def stuck(*, user: Any, scope: Prison, most: int) -> Iterator[Item]:
    """Yield clearances that have stood in one step for longer than it may take, the longest first."""
    today, latest = timezone.localdate(), EntrySettings.load().clearance_step_days
    found = _clearances(user, scope).filter(status__in=IN_PROCESS, status_since__lt=today - timedelta(days=latest))
    for clearance in found.order_by("status_since", "pk")[:most]:
        yield Item(
            key=str(clearance.pk),
            title=f"Clearance of {clearance.entrant.reference}",
            urgency=Urgency.THIS_WEEK,
            detail=f"{clearance.get_status_display()}. Waits for {waits_for(clearance)}. Ask how it stands.",
            url=_record(clearance.entrant),
            since=clearance.status_since,
        )


def _clearances(user: Any, scope: Prison) -> Any:
    """Return the clearances of those who come in to the prison, or none for who does not look after them."""
    if not coordinates(user, scope):
        return Clearance.objects.none()
    people = Entrant.objects.at_prison(scope).working()
    return Clearance.objects.filter(entrant__in=people).select_related("entrant", "level")


def ending(*, user: Any, scope: Prison, most: int) -> Iterator[Item]:
    """Yield clearances that end soon and that nobody renews, the first to end first."""
    today = timezone.localdate()
    stages = days_before(EntrySettings.load().renewal_days)
    theirs = Clearance.objects.filter(entrant=OuterRef("entrant"))
    renewed = theirs.filter(status__in=CLEARED, expires_on__gt=OuterRef("expires_on"))
    found = (
        _clearances(user, scope)
        .filter(status__in=CLEARED, expires_on__range=(today, today + timedelta(days=max(stages))))
        .exclude(Exists(renewed.filter(level__order__gte=OuterRef("level__order"))))
        .annotate(in_process=Exists(theirs.filter(status__in=IN_PROCESS)))
    )
    for clearance in found.order_by("expires_on", "pk")[:most]:
        state = "The renewal is under way." if clearance.in_process else "Nobody has started the renewal."
        yield Item(
            key=str(clearance.pk),
            title=f"Clearance of {clearance.entrant.reference}",
            urgency=_by_days((clearance.expires_on - today).days, sorted(stages)),
            detail=f"{clearance.level.label} ends. {state}",
            url=_record(clearance.entrant),
            due_on=clearance.expires_on,
            actions=() if clearance.in_process else ("renew",),
        )


def running_out(*, user: Any, scope: Prison, most: int) -> Iterator[Item]:
    """Yield decisions of the prison that end soon, of people who work on, the first to end first."""
    if not coordinates(user, scope):
        return
    today = timezone.localdate()
    stages = sorted(days_before(EntrySettings.load().renewal_days))
    soon = Approval.objects.agreed().filter(
        prison=scope,
        status=ApprovalStatus.APPROVED,
        expires_on__range=(today, today + timedelta(days=stages[-1])),
        entrant__in=Entrant.objects.filter(merged_into=None).working(),
    )
    for approval in soon.select_related("entrant").order_by("expires_on", "pk")[:most]:
        yield Item(
            key=str(approval.pk),
            title=f"Approval of {approval.entrant.reference}",
            urgency=_by_days(((approval.expires_on or today) - today).days, stages),
            detail="The prison’s approval ends. Ask security to decide how long they may still come in.",
            url=_record(approval.entrant),
            due_on=approval.expires_on,
        )


def _by_days(left: int, stages: list[int]) -> Urgency:
    """Return how soon: today at the last reminder's days, this week at the one before it, else when possible."""
    if left <= stages[0]:
        return Urgency.TODAY
    return Urgency.THIS_WEEK if left <= stages[min(1, len(stages) - 1)] else Urgency.WHEN_POSSIBLE


def _renew(*, by: Any, scope: Prison, key: str) -> str:
    """Start the same clearance anew. Raises ValidationError with the reason when that cannot be."""
    clearance = _clearances(by, scope).get(pk=key)
    try:
        start_clearance(entrant=clearance.entrant, level=clearance.level, sponsor_prison=scope, by=by)
    except NotPossible as problem:
        raise ValidationError(str(problem)) from problem
    return f"The renewal for {clearance.entrant.reference} is started. Record each step as it happens."


def undecided(*, user: Any, scope: Prison, most: int) -> Iterator[Item]:
    """Yield those about whom the prison's security has not decided, the longest wait first."""
    if not coordinates(user, scope):
        return
    waiting = Approval.objects.agreed().filter(prison=scope, status=ApprovalStatus.ASKED, entrant__merged_into=None)
    for approval in waiting.select_related("entrant").order_by("asked_on", "pk")[:most]:
        yield Item(
            key=str(approval.pk),
            title=f"Decision about {approval.entrant.reference}",
            urgency=Urgency.THIS_WEEK,
            detail="Security has been asked whether they may come in. Ask when it decides.",
            url=_record(approval.entrant),
            since=approval.asked_on,
        )


def applications(*, user: Any, scope: Prison, most: int) -> Iterator[Item]:
    """Yield applications that have stood in their stage for longer than it should take, the longest first."""
    if not coordinates(user, scope):
        return
    today, rules = timezone.localdate(), {rule.stage: rule for rule in StageRule.objects.all()}
    slow = Q(pk__in=[])
    for stage, rule in rules.items():
        if stage in PIPELINE:
            slow |= Q(stage=stage, stage_since__lt=today - timedelta(days=rule.ideal_days))
    found = Application.objects.filter(slow, position__prison=scope).exclude(email__iexact=user.email)
    for application in found.select_related("position").order_by("stage_since", "pk")[:most]:
        rule = rules[application.stage]
        late = (today - application.stage_since).days > rule.max_days
        yield Item(
            key=str(application.pk),
            title=f"Application {application.reference}",
            urgency=Urgency.TODAY if late else Urgency.THIS_WEEK,
            detail=f"{application.position.title}. {Stage(application.stage).label}: waits for {rule.waits_for}.",
            url=reverse("volunteers:application", kwargs={"pk": application.pk}),
            since=application.stage_since,
        )


def untrained(*, user: Any, scope: Prison, most: int) -> Iterator[Item]:
    """Yield those who are expected soon and whom the gate will not let in for want of training, the first day first."""
    if not coordinates(user, scope):
        return
    rows = list(_expected(scope))
    standings = load_standings({row.entrant_id for row in rows}, scope)
    everyones, found = modules_of_everyone(), set()
    soon = add_working_days(timezone.localdate(), 1)
    for row in rows:
        answer = may_enter(standings[row.entrant_id], requirement_of_session(row.day, everyones=everyones), row.day.on)
        lacks = [lack.words for lack in answer.missing if lack.need == Need.TRAINING]
        if not lacks or row.entrant_id in found:
            continue
        found.add(row.entrant_id)
        yield Item(
            key=str(row.entrant_id),
            title=f"Training of {row.entrant.reference}",
            urgency=Urgency.TODAY if row.day.on <= soon else Urgency.THIS_WEEK,
            detail=" ".join(lacks[:3]),
            url=_record(row.entrant),
            due_on=row.day.on,
        )
        if len(found) >= most:
            return


def _expected(scope: Prison) -> Any:
    today = timezone.localdate()
    soon = SessionDay.objects.filter(
        prison=scope, on__range=(today, today + timedelta(weeks=_WEEKS)), cancelled_at=None
    )
    return (
        Attendance.objects.filter(day__in=soon, coming=Coming.EXPECTED, entrant__merged_into=None)
        .select_related("entrant", "day__organisation", "day__position__required_level")
        .select_related("day__access_type__required_level")
        .prefetch_related("day__access_type__modules")
        .prefetch_related(*(f"day__position__{path}" for path in WITH_REQUIREMENTS if path != "required_level"))
        .order_by("day__on", "day__starts", "pk")
    )


def called_off(*, user: Any, scope: Prison, most: int) -> Iterator[Item]:
    """Yield called-off sessions of which not everybody who was due has said that they know."""
    if not coordinates(user, scope):
        return
    days = SessionDay.objects.unheard(timezone.localdate()).filter(prison=scope)
    counted = days.annotate(people=Count("attendances", filter=Q(attendances__in=Attendance.objects.unheard())))
    for day in counted.order_by("on", "starts", "pk")[:most]:
        people = "1 person has" if day.people == 1 else f"{day.people} people have"
        yield Item(
            key=str(day.pk),
            title=f"Called off: {day.title}",
            urgency=Urgency.NOW if day.on == timezone.localdate() else Urgency.TODAY,
            detail=f"{people} not said that they know. Ring them before they travel.",
            url=reverse("volunteers:session", kwargs={"pk": day.pk}),
            due_on=day.on,
        )


def _told(*, by: Any, scope: Prison, key: str) -> str:
    """Write down that everybody who was due has been told."""
    day = SessionDay.objects.visible_to(by).get(prison=scope, pk=key)
    count = everybody_knows(day=day, by=by)
    return f"Written down: told {count}."


def _record(entrant: Entrant) -> str:
    return reverse("volunteers:person", kwargs={"pk": entrant.pk})


def _register(code: str, label: str, find: Any, minutes: int, order: int, **more: Any) -> None:
    register(Source(code=f"volunteers-{code}", label=label, find=find, minutes=minutes, order=order, **more))


TOLD = OneClick("told", "They have all been told", _told)
RENEW = OneClick("renew", "Start the renewal", _renew)
_register(
    "called-off", "Called-off sessions not everybody knows of", called_off, 5, 15, one_click=(TOLD,), may_wait=False
)
_register("untrained", "Expected people without their training", untrained, 8, 50)
_register("ending", "Clearances that end soon", ending, 4, 52, one_click=(RENEW,))
_register("running-out", "Approvals that end soon", running_out, 3, 53, asks=True)
_register("stuck", "Clearances that do not move", stuck, 6, 54, asks=True)
_register("undecided", "Decisions about coming in", undecided, 3, 56, asks=True)
_register("applications", "Applications that wait", applications, 6, 58, asks=True)
