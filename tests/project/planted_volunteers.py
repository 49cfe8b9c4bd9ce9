"""People who come in, planted in the world of the walks: one in each prison, engaged by its organisation."""

from django.utils import timezone

from tests.factories import volunteers as make
from tests.project.personas import ELSEWHERE, HERE, PLANTERS, Secret, World
from volunteers.models import (
    Application,
    Clearance,
    Correction,
    Engagement,
    Entrant,
    Exit,
    Position,
    SessionDay,
    SessionSeries,
    SupervisionNote,
    TrainingSession,
)

#: Who looks after, approves or trains people of a prison or an organisation, and so meets their names.
SEES_PEOPLE_HERE = {f"{role}@here" for role in ("coordinator", "deputy", "security", "safer-custody", "lead")}
KEEPS_HERE = {"coordinator@here", "deputy@here", "lead@here"}


def plant(world: World) -> None:
    """Plant somebody with a role and a clearance in each prison."""
    for place, prison, organisation in (
        (HERE, world.prison, world.organisation),
        (ELSEWHERE, world.other_prison, world.other_organisation),
    ):
        supervisor = world.people[f"worker@{place}"]
        role = make.position(prison, organisation, title=f"Planted role {place}", supervisor=supervisor)
        who = make.entrant(
            prison, organisation, position=role, approval="asked", first_name="Comes", last_name=f"Entering-{place}"
        )
        make.clearance(who, prison, "with-vetting", sent_on="2026-01-05")
        make.session(prison, organisation, title=f"Planted session {place}", people=[who])
        make.series(prison, organisation, title=f"Planted series {place}", people=[who])
        training = make.training_session(prison, on=timezone.localdate(), place=f"Planted room {place}")
        make.booking(training, who)
        make.trained(who, prison=prison)
        SupervisionNote.objects.create(
            entrant=who, supervisor=supervisor, held_on=timezone.localdate(), note=f"Remembers-{place}"
        )
        both = frozenset({f"worker@{place}"} | ({"volunteer"} if place == HERE else set()))
        world.secrets.append(Secret(f"Remembers-{place}", both))
        Exit.objects.create(entrant=who, prison=prison, last_day=timezone.localdate())
        Correction.objects.create(entrant=who, topic="other", words=f"Planted wish {place}")
        if place == HERE:
            Entrant.objects.filter(pk=who.pk).update(user=world.people["volunteer"])
        applicant = f"Applying-{place}"
        applied = Application.objects.create(
            position=role, first_name="Would", last_name=applicant, email=f"would-{place}@example.org"
        )
        make.reference(applied, name=f"Referee-{place}", words=f"Reliable-{place}", suits="yes", state="answered")
        recruits = frozenset(f"{name}@{place}" for name in ("coordinator", "deputy", "lead"))
        world.secrets += [Secret(words, recruits) for words in (applicant, f"Referee-{place}", f"Reliable-{place}")]
        roles = ("coordinator", "deputy", "security", "safer-custody", "gate", "lead", "worker")
        seen_by = {f"{role}@{place}" for role in roles} | ({"volunteer"} if place == HERE else set())
        world.secrets.append(Secret(who.last_name, frozenset(seen_by)))


PLANTERS.append(plant)


def entrant_here(world: World) -> Entrant:
    """Return the one planted in the prison here."""
    return Entrant.objects.get(last_name=f"Entering-{HERE}")


def clearance_here(world: World) -> Clearance:
    """Return the clearance of the one planted here."""
    return entrant_here(world).clearances.get()


def engagement_here(world: World) -> Engagement:
    """Return the engagement of the one planted here."""
    return entrant_here(world).engagements.get()


def position_here(world: World) -> Position:
    """Return the role planted in the prison here."""
    return Position.objects.get(title=f"Planted role {HERE}")


def session_here(world: World) -> SessionDay:
    """Return the session planted in the prison here."""
    return SessionDay.objects.get(title=f"Planted session {HERE}")


def series_here(world: World) -> SessionSeries:
    """Return the session that comes round, planted in the prison here."""
    return SessionSeries.objects.get(title=f"Planted series {HERE}")


def application_here(world: World) -> Application:
    """Return the application for the role planted here."""
    return position_here(world).applications.get()


def training_here(world: World) -> TrainingSession:
    """Return the training session planted in the prison here."""
    return TrainingSession.objects.get(place=f"Planted room {HERE}")


def correction_here(world: World) -> Correction:
    """Return what the one planted here asks to be corrected."""
    return entrant_here(world).corrections.get()
