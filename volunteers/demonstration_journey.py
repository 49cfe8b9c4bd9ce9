"""Made-up training for the made-up people who come in, so that every screen of it has something to show."""

from datetime import date, time, timedelta
from typing import Any

from django.utils import timezone

from accounts.models import User
from accounts.roles import SAFER_CUSTODY
from directory.demonstration.loaders import loads
from directory.models import Prison
from volunteers import models as m
from volunteers.enums import BookingStatus, Coming, ReferenceState, Stage, Suits, Topic

PRISON = "ZZI"

#: module, days from now, place, places, who has a place or waits (first names, in their order).
_TRAINING = (
    ("acct-awareness", 6, "Training room, outside the gate", 3, ("Carys", "Dev", "Efa", "Gwen")),
    ("security-awareness", 13, "Training room, outside the gate", 12, ("Efa",)),
    ("raising-a-concern", 20, "By video link", 20, ()),
    ("safeguarding", 0, "Training room, outside the gate", 12, ("Anwen", "Bashir")),
    ("boundaries", -9, "Chapel meeting room", 12, ("Femi",)),
)


@loads(order=31)
def load_training() -> None:
    """Load training sessions with people on them. Safe to run again."""
    prison = Prison.objects.get(code=PRISON)
    if m.TrainingSession.objects.filter(prison=prison).exists():
        return
    trainer = User.objects.filter(
        role_assignments__role=SAFER_CUSTODY.code, role_assignments__scope_key=PRISON
    ).first()  # fmt: skip
    for row in _TRAINING:
        _add_training(prison, trainer, row)


def _add_training(prison: Prison, trainer: User | None, row: tuple[Any, ...]) -> None:
    slug, days, place, places, names = row
    session = m.TrainingSession.objects.create(
        prison=prison,
        module=m.TrainingModule.objects.get(slug=slug),
        on=timezone.localdate() + timedelta(days=days),
        starts=time(10),
        ends=time(12, 30),
        place=place,
        trainer=trainer,
        places=places,
        face_to_face=place != "By video link",
    )
    for number, name in enumerate(names):
        m.TrainingBooking.objects.create(
            session=session,
            entrant=m.Entrant.objects.get(first_name=name, last_name="Demonstration"),
            status=BookingStatus.BOOKED if number < places else BookingStatus.WAITING,
            asked_at=timezone.now() - timedelta(hours=9 - number),
        )


@loads(order=32)
def load_own_page() -> None:
    """Load what the demonstration's volunteer has done and asked for. Safe to run again."""
    who = m.Entrant.objects.filter(first_name="Anwen", last_name="Demonstration").first()
    if who is None or m.Correction.objects.filter(entrant=who).exists():
        return
    m.Correction.objects.create(
        entrant=who, topic=Topic.TRAINING, words="I completed Safeguarding in March, and it is not on my page."
    )
    position = m.Position.objects.get(prison=PRISON, title="Bereavement listener")
    for weeks in range(1, 9):
        day = m.SessionDay.objects.create(
            prison_id=PRISON,
            organisation=position.organisation,
            position=position,
            title="Bereavement one to ones",
            on=timezone.localdate() - timedelta(weeks=weeks),
            starts=time(14),
            ends=time(16),
            destination="Chapel",
            access_type=m.AccessType.objects.get(slug="set-areas"),
        )
        m.Attendance.objects.create(day=day, entrant=who, coming=Coming.CAME, minutes=day.minutes)


@loads(order=32)
def load_leavers() -> None:
    """Load somebody who has left and of whom something has not come back. Safe to run again."""
    prison = Prison.objects.get(code=PRISON)
    who = m.Entrant.objects.filter(first_name="Hal", last_name="Demonstration").first()
    if who is None or m.Exit.objects.filter(prison=prison).exists():
        return
    today = timezone.localdate()
    who.engagements.filter(ends_on=None).update(ends_on=today + timedelta(days=2))
    left = m.Exit.objects.create(entrant=who, prison=prison, last_day=today + timedelta(days=2))
    m.ExitTick.objects.create(left=left, item=m.LeaverItem.objects.get(slug="radio"), applies=False)


@loads(order=32)
def load_supervision() -> None:
    """Load a talk of the demonstration's volunteer with the supervisor. Safe to run again."""
    who = m.Entrant.objects.filter(first_name="Anwen", last_name="Demonstration").first()
    position = m.Position.objects.filter(prison=PRISON, title="Bereavement listener").first()
    if who is None or position is None or m.SupervisionNote.objects.filter(entrant=who).exists():
        return
    m.SupervisionNote.objects.create(
        entrant=who,
        supervisor=position.supervisor,
        held_on=timezone.localdate() - timedelta(days=30),
        note="The group goes well. We agreed that Anwen takes a week off after each hard month.",
        next_on=timezone.localdate() + timedelta(days=3),
        reply="I would like to learn more about anniversaries.",
    )


#: first name, role, stage, days in it, and who speaks for them with what they said.
_APPLICANTS = (
    ("Ines", "Bereavement listener", Stage.APPLICATION, 3, ()),
    ("Jomo", "Group helper", Stage.CONVERSATION, 14, ()),
    (
        "Kit",
        "Bereavement listener",
        Stage.REFERENCES,
        8,
        (
            ("Lowri Demonstration", "choir leader", "Listens well and keeps what she hears to herself."),
            ("Moss Demonstration", "manager", ""),
        ),
    ),
    ("Nel", "Group helper", Stage.LEFT, 5, ()),
)


@loads(order=33)
def load_applicants() -> None:
    """Load applicants at several stages. Safe to run again."""
    if m.Application.objects.filter(position__prison=PRISON).exists():
        return
    for name, title, stage, days, references in _APPLICANTS:
        since = timezone.localdate() - timedelta(days=days)
        applied = m.Application.objects.create(
            position=m.Position.objects.get(prison=PRISON, title=title),
            first_name=name,
            last_name="Demonstration",
            email=f"{name.lower()}@applicants.example",
            why="I have time on weekday afternoons and would like to give it.",
            stage=stage,
            stage_since=since,
            closed_on=since if stage == Stage.LEFT else None,
        )
        for referee, known_as, words in references:
            _add_reference(applied, referee, known_as, words, since)


def _add_reference(applied: m.Application, referee: str, known_as: str, words: str, since: date) -> None:
    m.Reference.objects.create(
        application=applied,
        name=referee,
        email=f"{referee.split()[0].lower()}@referees.example",
        known_as=known_as,
        state=ReferenceState.ANSWERED if words else ReferenceState.ASKED,
        asked_on=since,
        until=since + timedelta(days=m.VolunteeringSettings.load().reference_link_days),
        answered_on=since + timedelta(days=2) if words else None,
        suits=Suits.YES if words else "",
        words=words,
    )
