"""Made-up people who come in to the made-up prisons, at every stage, so that the screens have something to show."""

from datetime import date, time, timedelta
from typing import Any

from django.utils import timezone

from accounts.models import User
from directory.demonstration.loaders import loads
from directory.models import Organisation, Prison
from volunteers import models as m
from volunteers.actions.series import set_out
from volunteers.demonstration_journey import PRISON  # and registers its own loaders
from volunteers.enums import CLEARED, DECIDED, ApprovalStatus, ClearanceStatus, EngagementKind
from volunteers.policies import training_expiry, usual_expiry

ORGANISATION = "Candlewick Row Bereavement"
_TRAINED = ("acct-awareness", "raising-a-concern", "health-and-safety", "safe-systems-of-work", "security-awareness")

#: title, purpose, tasks, boundaries, time, ways of moving about, clearance, places, advertised.
_ROLES = (
    (
        "Bereavement listener",
        "Sits with people in prison who have lost somebody, so that nobody grieves alone.",
        "Meet people one to one\nKeep to the agreed time\nTell staff at once about a worry",
        "Does not counsel\nDoes not carry messages out",
        "Tuesday afternoons, for a year",
        ("set-areas",),
        "baseline",
        6,
        True,
    ),
    (
        "Group helper",
        "Helps to run the weekly group and makes everybody feel welcome.",
        "Set up the room\nWelcome people\nNote who came",
        "Does not run the group alone",
        "Thursday mornings",
        ("escorted",),
        "escorted-visitor",
        4,
        True,
    ),
    (
        "Family days organiser",
        "Plans family days with the visits team.",
        "Plan four family days a year\nBrief the helpers",
        "Does not search visitors",
        "Two days a month",
        ("key-holder", "radio"),
        "standard-plus",
        1,
        False,
    ),
)

#: first name, last name, role, clearance status, clearance decided days ago (0: not decided), approval, trained.
_PEOPLE = (
    ("Anwen", "Demonstration", "Bereavement listener", "cleared", 300, "approved", True),
    ("Bashir", "Demonstration", "Bereavement listener", "cleared", 1750, "approved", True),
    ("Carys", "Demonstration", "Group helper", "cleared-with-limits", 100, "approved", False),
    ("Dev", "Demonstration", "Bereavement listener", "with-vetting", 0, "asked", False),
    ("Efa", "Demonstration", "Group helper", "gathering", 0, "not-asked", False),
    ("Femi", "Demonstration", "Family days organiser", "cleared", 60, "asked", True),
    ("Gwen", "Demonstration", "Group helper", "suspended", 400, "suspended", True),
    ("Hal", "Demonstration", "Bereavement listener", "expired", 1900, "approved", True),
)

#: Days from sent to decided of clearances of people who have left since, so that there are times to show.
_EARLIER = (21, 28, 30, 35, 38, 44, 52, 71, 96)

#: role, session, place, weekday as Python counts them (-1: today's, so that there is something to see).
_SESSIONS = (
    ("Bereavement listener", "Bereavement one to ones", "Chapel", -1),
    ("Group helper", "Thursday group", "Education, room 4", 3),
)


@loads(order=30)
def load_people_who_come_in() -> None:
    """Load roles and people at every stage. Safe to run again."""
    prison, organisation = Prison.objects.get(code=PRISON), Organisation.objects.get(name=ORGANISATION)
    for row in _ROLES:
        _add_role(prison, organisation, row)
    for person in _PEOPLE:
        _add_person(prison, organisation, person)
    volunteer = User.objects.filter(email="volunteer@national.example").first()
    m.Entrant.objects.filter(first_name="Anwen", user=None, email="anwen@volunteers.example").update(user=volunteer)
    for number, days in enumerate(_EARLIER, start=1):
        _add_earlier(prison, organisation, number, days)
    for title, name, place, weekday in _SESSIONS:
        _add_series(prison, organisation, title, name, place, weekday)


def _add_role(prison: Prison, organisation: Organisation, row: tuple[Any, ...]) -> None:
    title, purpose, tasks, boundaries, time, kinds, level, places, is_open = row
    position, made = m.Position.objects.get_or_create(
        prison=prison,
        organisation=organisation,
        title=title,
        defaults={
            "purpose": purpose,
            "tasks": tasks,
            "boundaries": boundaries,
            "time_needed": time,
            "required_level": m.ClearanceLevel.objects.get(slug=level),
            "places": places,
            "is_open": is_open,
            "supervisor": User.objects.filter(email="lead@charity.example").first(),
        },
    )
    if made:
        position.access_types.set(m.AccessType.objects.filter(slug__in=kinds))


def _add_person(prison: Prison, organisation: Organisation, row: tuple[Any, ...]) -> None:
    first, last, title, status, days_ago, approval, trained = row
    entrant, made = m.Entrant.objects.get_or_create(
        first_name=first, last_name=last, defaults={"email": f"{first.lower()}@volunteers.example"}
    )
    if not made:
        return
    today = timezone.localdate()
    position = m.Position.objects.get(prison=prison, organisation=organisation, title=title)
    m.Engagement.objects.create(
        entrant=entrant,
        organisation=organisation,
        position=position,
        kind=position.kind,
        starts_on=today - timedelta(days=max(days_ago, 10)),
    )
    _add_clearance(entrant, position, status, today - timedelta(days=days_ago) if days_ago else None, today)
    _add_approval(entrant, position, approval, today)
    for slug in _TRAINED if trained else ():
        _add_training(entrant, prison, slug, today - timedelta(days=200))


def _add_clearance(entrant: m.Entrant, position: m.Position, status: str, decided: date | None, today: date) -> None:
    level = position.required_level
    if level is None:
        return
    was_given = status in CLEARED or (decided is not None and status not in DECIDED)
    m.Clearance.objects.create(
        entrant=entrant,
        level=level,
        sponsor_prison=position.prison,
        status=status,
        status_since=decided or today - timedelta(days=10),
        sent_on=(decided or today) - timedelta(days=70) if status != "gathering" else None,
        decided_on=decided,
        expires_on=usual_expiry(level, decided) if decided and was_given else None,
    )


def _add_earlier(prison: Prison, organisation: Organisation, number: int, days: int) -> None:
    """Add somebody who has left, whose clearance took some days."""
    entrant, made = m.Entrant.objects.get_or_create(first_name=f"Earlier {number}", last_name="Demonstration")
    if not made:
        return
    today = timezone.localdate()
    decided = today - timedelta(days=60 * number)
    level = m.ClearanceLevel.objects.get(slug="baseline" if number % 3 else "escorted-visitor")
    m.Engagement.objects.create(
        entrant=entrant,
        organisation=organisation,
        kind=EngagementKind.VOLUNTEER,
        starts_on=decided,
        ends_on=today - timedelta(days=20),
    )
    m.Clearance.objects.create(
        entrant=entrant,
        level=level,
        sponsor_prison=prison,
        status=ClearanceStatus.CLEARED,
        status_since=decided,
        sent_on=decided - timedelta(days=days),
        decided_on=decided,
        expires_on=usual_expiry(level, decided),
    )


def _add_approval(entrant: m.Entrant, position: m.Position, status: str, today: date) -> None:
    asked = status != ApprovalStatus.NOT_ASKED
    decided = asked and status != ApprovalStatus.ASKED
    approval = m.Approval.objects.create(
        entrant=entrant,
        prison=position.prison,
        status=status,
        person_agreed_on=today - timedelta(days=15),
        asked_on=today - timedelta(days=12) if asked else None,
        decided_on=today - timedelta(days=5) if decided else None,
    )
    if status == ApprovalStatus.APPROVED:
        approval.access_types.set(position.access_types.all())


def _add_training(entrant: m.Entrant, prison: Prison, slug: str, completed_on: date) -> None:
    module = m.TrainingModule.objects.get(slug=slug)
    m.TrainingRecord.objects.create(
        entrant=entrant,
        module=module,
        completed_on=completed_on,
        expires_on=training_expiry(module, completed_on),
        face_to_face=module.face_to_face,
        prison=prison,
    )


def _add_series(prison: Prison, organisation: Organisation, title: str, name: str, place: str, weekday: int) -> None:
    today = timezone.localdate()
    position = m.Position.objects.get(prison=prison, organisation=organisation, title=title)
    if m.SessionSeries.objects.filter(prison=prison, title=name).exists():
        return
    series = m.SessionSeries.objects.create(
        prison=prison,
        organisation=organisation,
        position=position,
        title=name,
        weekday=today.weekday() if weekday < 0 else weekday,
        starts=time(14),
        ends=time(16),
        destination=place,
        access_type=m.AccessType.objects.get(slug="set-areas" if weekday < 0 else "escorted"),
        escort_by="" if weekday < 0 else "Chaplaincy",
        starts_on=today,
    )
    series.people.set(m.Entrant.objects.filter(engagements__position=position))
    set_out(series=series)
