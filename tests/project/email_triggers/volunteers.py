"""Triggers of people who come in."""

from datetime import time, timedelta

from django.utils import timezone

from accounts.models import User
from tests.factories import volunteers as make
from tests.factories.accounts import user_with_role
from tests.project.email_triggers.planted import planted_listing, triggers
from volunteers.actions.applying import withdraw
from volunteers.actions.approvals import ask_for_approval, decide
from volunteers.actions.clock import run_clock
from volunteers.actions.exits import tick
from volunteers.actions.leaving import leave
from volunteers.actions.own_page import answer_correction, ask_correction
from volunteers.actions.recruitment import apply
from volunteers.actions.references import answer, name_referee
from volunteers.actions.series import save_series, set_out
from volunteers.actions.sessions import cancel_day
from volunteers.actions.supervision import write_note
from volunteers.actions.training_sessions import book, cancel_training_session, save_training_session
from volunteers.models import Application, Entrant, LeaverItem


def planted_entrant() -> tuple[Entrant, object, object]:
    """Return a planted person, the lead who keeps the record and the security that decides."""
    page = planted_listing()
    lead = user_with_role("lead", page.organisation, name="Zebulon Quickthorn", email="lead@helping.example")
    security = user_with_role("security", page.prison, name="Zebulon Quickthorn", email="security@prison.example")
    who = make.entrant(page.prison, page.organisation, first_name="Zebulon", last_name="Quickthorn")
    return who, lead, security


@triggers("volunteers.approval-asked")
def approval_asked() -> None:
    """A prison is asked."""
    who, lead, _security = planted_entrant()
    ask_for_approval(entrant=who, prison=who.approvals.get().prison, agreed_on=timezone.localdate(), by=lead)


@triggers("volunteers.approval-decided")
def approval_decided() -> None:
    """A prison decides."""
    approval_asked()
    approval = Entrant.objects.get().approvals.get()
    decide(approval=approval, status="approved", by=User.objects.get(email="security@prison.example"))


@triggers("volunteers.session-cancelled")
def session_cancelled() -> None:
    """A session is called off."""
    who, lead, _security = planted_entrant()
    Entrant.objects.filter(pk=who.pk).update(email="person@helping.example")
    approval, engagement = who.approvals.get(), who.engagements.get()
    day = make.session(approval.prison, engagement.organisation, title="Griefwalk", people=[who])
    cancel_day(day=day, barrier="no-escort", by=lead)


@triggers("volunteers.sessions-changed")
def sessions_changed() -> None:
    """A session that comes round moves to another hour."""
    who, _lead, _security = planted_entrant()
    Entrant.objects.filter(pk=who.pk).update(email="person@helping.example")
    prison = who.approvals.get().prison
    coordinator = user_with_role("deputy", prison, name="Zebulon Quickthorn", email="deputy@prison.example")
    series = make.series(prison, who.engagements.get().organisation, title="Griefwalk", people=[who])
    set_out(series=series)
    series.starts = time(9)
    save_series(series=series, people=[who], by=coordinator)


@triggers("volunteers.renewal-due")
def renewal_due() -> None:
    """A clearance ends in 30 days."""
    who, _lead, _security = planted_entrant()
    today = timezone.localdate()
    make.clearance(who, who.approvals.get().prison, expires_on=today + timedelta(days=30))
    run_clock(on=today)


@triggers("volunteers.training-place")
@triggers("volunteers.training-changed")
@triggers("volunteers.training-called-off")
def training_told() -> None:
    """Somebody is booked on training, which gets another place and is then called off."""
    who, lead, _security = planted_entrant()
    Entrant.objects.filter(pk=who.pk).update(email="person@helping.example")
    who.refresh_from_db()
    prison = who.approvals.get().prison
    trainer = user_with_role("safer-custody", prison, name="Marigold Choirmaster", email="trainer@prison.example")
    session = make.training_session(prison, place="Ashcombe G4-017", trainer=trainer)
    book(session=session, entrant=who, by=lead)
    session.place = "Ashcombe chapel"
    save_training_session(session=session, by=trainer)
    cancel_training_session(session=session, by=trainer)


@triggers("volunteers.correction-asked")
@triggers("volunteers.correction-answered")
@triggers("volunteers.leaving")
@triggers("volunteers.thanked")
def correction_and_leaving() -> None:
    """Somebody asks for a correction, is answered, and stops."""
    who, lead, _security = planted_entrant()
    own = user_with_role("volunteer", name="Zebulon Quickthorn", email="own@helping.example")
    Entrant.objects.filter(pk=who.pk).update(user=own)
    who.refresh_from_db()
    asked = ask_correction(entrant=who, topic="other", words="It is Quickthorn, not Marigold", by=own)
    answer_correction(correction=asked, state="corrected", answer="Zebulon, it is done", by=lead)
    who.approvals.update(status="approved", person_agreed_on=timezone.localdate(), decided_on=timezone.localdate())
    leave(entrant=who, engagements=who.engagements.all(), ends_on=timezone.localdate(), by=own)
    for item in LeaverItem.objects.all():
        tick(left=who.exits.get(), item=item, applies=True, by=User.objects.get(email="coordinator@prison.example"))


@triggers("volunteers.application-received")
@triggers("volunteers.application-moved")
def application_received() -> None:
    """Somebody applies: the lead and the applicant are told."""
    page = planted_listing()
    user_with_role("lead", page.organisation, name="Zebulon Quickthorn", email="lead@helping.example")
    role = make.position(page.prison, page.organisation, title="Griefwalk helper", is_open=True)
    apply(
        position=role,
        by=None,
        first_name="Zebulon",
        last_name="Quickthorn",
        email="applicant@helping.example",
        why="Marigold told me about it",
    )


@triggers("volunteers.reference-asked")
@triggers("volunteers.reference-reminder")
@triggers("volunteers.reference-came")
@triggers("volunteers.application-withdrawn")
def references_and_withdrawal() -> None:
    """Somebody is asked to speak for an applicant, is reminded and answers; then the applicant withdraws."""
    application_received()
    Application.objects.update(stage="references")
    applied = Application.objects.get()
    asked = name_referee(
        application=applied,
        name="Marigold Choirmaster",
        email="referee@helping.example",
        known_as="Lanternhouse",
        by=None,
    )
    run_clock(on=timezone.localdate() + timedelta(days=8))
    answer(reference=asked, suits="yes", words="Zebulon Quickthorn is kind")
    withdraw(application=applied)


@triggers("volunteers.supervision-note")
@triggers("volunteers.supervision-digest")
def supervision() -> None:
    """A supervisor writes down a talk, and is told in a later week that the next one is due."""
    who, _lead, _security = planted_entrant()
    own = user_with_role("volunteer", name="Zebulon Quickthorn", email="own@helping.example")
    Entrant.objects.filter(pk=who.pk).update(user=own)
    who.refresh_from_db()
    engagement = who.engagements.get()
    worker = user_with_role("worker", engagement.organisation, name="Marigold Choirmaster", email="w@helping.example")
    engagement.position = make.position(
        who.approvals.get().prison, engagement.organisation, title="Griefwalk helper", supervisor=worker
    )
    engagement.save()
    today = timezone.localdate()
    write_note(entrant=who, held_on=today, note="Zebulon is tired of Lanternhouse", by=worker)
    run_clock(on=today + timedelta(days=90))
