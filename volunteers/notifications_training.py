"""What people are told about training: a day and a link, never a name, a prison or which training."""

from typing import Any

from django.urls import reverse

from core.notifications import Facts, Kind, notify, register
from volunteers.enums import BookingStatus
from volunteers.models import TrainingBooking, TrainingSession
from volunteers.notifications import keepers_of, themselves

TRAINING_PLACE = register(
    Kind(
        code="volunteers.training-place",
        label="A place at training",
        audience="Whoever was given a place, by somebody else or because they were next in line.",
        subject="You have a place at training on {{ on|date:'l j F Y' }}",
        template="volunteers/training_place",
    )
)
TRAINING_CHANGED = register(
    Kind(
        code="volunteers.training-changed",
        label="Training has another time or place",
        audience="Everybody who has a place or waits for one, because time or place changed.",
        subject="Training on {{ on|date:'l j F Y' }}: the time or place has changed",
        template="volunteers/training_changed",
        immediate_only=True,
    )
)
TRAINING_CALLED_OFF = register(
    Kind(
        code="volunteers.training-called-off",
        label="Training is called off",
        audience="Everybody who had a place or waited for one, and who was to hold it.",
        subject="Training on {{ on|date:'l j F Y' }} is called off",
        template="volunteers/training_called_off",
        immediate_only=True,
    )
)


def _tell(kind: Kind, booking: TrainingBooking, session: TrainingSession) -> None:
    """Tell the person; who keeps their record where they cannot be reached."""
    facts = Facts(link=reverse("volunteers:my_training"), on=session.on)
    people = themselves(booking.entrant) or keepers_of(booking.entrant, session.prison)
    notify(kind, to=people, scope=session.prison, facts=facts)


def tell_booked(booking: TrainingBooking) -> None:
    """Tell somebody that they have a place."""
    _tell(TRAINING_PLACE, booking, booking.session)


def tell_changed(session: TrainingSession) -> int:
    """Tell everybody of another time or place; return how many."""
    return _tell_all(TRAINING_CHANGED, session)


def tell_called_off(session: TrainingSession, by: Any) -> int:
    """Tell everybody that it is called off, and who was to hold it unless they did it; return how many were due."""
    told = _tell_all(TRAINING_CALLED_OFF, session)
    if session.trainer is not None and session.trainer != by:
        link = reverse("volunteers:training_session", kwargs={"pk": session.pk})
        notify(TRAINING_CALLED_OFF, to=[session.trainer], scope=session.prison, facts=Facts(link=link, on=session.on))
    return told


def _tell_all(kind: Kind, session: TrainingSession) -> int:
    due = session.bookings.filter(status__in=[BookingStatus.BOOKED, BookingStatus.WAITING])
    rows = list(due.select_related("entrant__user"))
    for booking in rows:
        _tell(kind, booking, session)
    return len(rows)
