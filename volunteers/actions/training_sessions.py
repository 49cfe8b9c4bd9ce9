"""Training sessions: setting them out, booking people, calling off, and marking who came."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from core import audit
from directory.models import Prison
from volunteers.actions.training import check_prerequisites, record_training
from volunteers.enums import BookingStatus
from volunteers.models import Entrant, TrainingBooking, TrainingSession
from volunteers.notifications_training import tell_booked, tell_called_off, tell_changed
from volunteers.permissions import check_not_oneself, is_own, keeps, trains
from volunteers.policies import NotPossible


def check_trains(by: Any, prison: Prison) -> None:
    """Raise PermissionDenied unless the user holds training in the prison."""
    if not trains(by, prison):
        raise PermissionDenied("You do not hold training in this prison.")


@transaction.atomic
def save_training_session(*, session: TrainingSession, by: Any) -> TrainingSession:
    """Set a session out or change it; who has a place is told of another time or place, who waits moves up.

    Raises PermissionDenied, NotPossible or ValidationError.
    """
    check_trains(by, session.prison)
    is_new = session._state.adding
    if session.on < timezone.localdate():
        raise NotPossible("The day has passed. Choose today or a later day.")
    before = None if is_new else TrainingSession.objects.select_for_update().get(pk=session.pk)
    if before is not None:
        _check_may_change(before, session)
    session.full_clean()
    session.save()
    audit.record("training.session-saved", by=by, about=session, scope=session.prison, on=session.on, is_new=is_new)
    if before is not None:
        _move_up(session, by)
        if _when_and_where(before) != _when_and_where(session):
            tell_changed(session)
    return session


def _check_may_change(before: TrainingSession, after: TrainingSession) -> None:
    if before.cancelled_at is not None:
        raise NotPossible("This session is called off. Set out a new one.")
    held = before.bookings.filter(status__in=BookingStatus.holding())
    if after.places < held.count():
        raise NotPossible(f"{held.count()} people have a place already. Enter at least as many places.")
    if before.module_id != after.module_id and before.bookings.exists():
        raise NotPossible("People are booked on this training already. Set out another session for other training.")


def _when_and_where(session: TrainingSession) -> tuple[Any, ...]:
    return (session.on, session.starts, session.ends, session.place)


@transaction.atomic
def cancel_training_session(*, session: TrainingSession, by: Any) -> int:
    """Call a session off and tell everybody who has a place or waits; return how many. Safe to call twice.

    Raises PermissionDenied, or NotPossible for a session that has been.
    """
    check_trains(by, session.prison)
    locked = TrainingSession.objects.select_for_update().get(pk=session.pk)
    if locked.cancelled_at is not None:
        return 0
    if locked.on < timezone.localdate():
        raise NotPossible("The session has been already.")
    locked.cancelled_at = timezone.now()
    locked.save(update_fields=["cancelled_at", "updated_at"])
    audit.record("training.session-cancelled", by=by, about=locked, scope=locked.prison, on=locked.on)
    return tell_called_off(locked, by)


@transaction.atomic
def book(*, session: TrainingSession, entrant: Entrant, by: Any) -> TrainingBooking:
    """Give somebody a place, or one on the waiting list when the session is full.

    People book for themselves; trainers of the prison and who keeps the record book for them. What has to be
    completed before is checked. Raises PermissionDenied or NotPossible.
    """
    _check_may_book(by, session, entrant)
    locked = TrainingSession.objects.select_for_update(of=("self",)).select_related("prison", "module").get(
        pk=session.pk
    )  # fmt: skip
    _check_bookable(locked, entrant)
    booking, made = TrainingBooking.objects.get_or_create(
        session=locked, entrant=entrant, defaults={"asked_at": timezone.now(), "status": BookingStatus.GIVEN_UP}
    )
    if not made and booking.status != BookingStatus.GIVEN_UP:
        raise NotPossible("This person is on this session already.")
    held = locked.bookings.filter(status__in=BookingStatus.holding()).count()
    booking.status = BookingStatus.BOOKED if held < locked.places else BookingStatus.WAITING
    booking.asked_at, booking.booked_by = timezone.now(), by
    booking.save()
    audit.record("training.booked", by=by, about=entrant, scope=locked.prison, status=booking.status, on=locked.on)
    if not is_own(by, entrant) and booking.status == BookingStatus.BOOKED:
        tell_booked(booking)
    return booking


def _check_may_book(by: Any, session: TrainingSession, entrant: Entrant) -> None:
    if not (is_own(by, entrant) or trains(by, session.prison) or keeps(by, entrant)):
        raise PermissionDenied("You do not book training for this person.")


def _check_bookable(session: TrainingSession, entrant: Entrant) -> None:
    if session.cancelled_at is not None:
        raise NotPossible("This session is called off.")
    if session.on < timezone.localdate():
        raise NotPossible("The session has been already.")
    if not Entrant.objects.at_prison(session.prison).filter(pk=entrant.pk).exists():
        raise NotPossible("This person has no entry at this prison. Ask the prison to decide about them first.")
    check_prerequisites(entrant, session.module, session.on)


@transaction.atomic
def give_up(*, booking: TrainingBooking, by: Any) -> TrainingBooking:
    """Give a place up; the first who waits moves up and is told. Safe to call twice.

    Raises PermissionDenied, or NotPossible once it is marked who came.
    """
    _check_may_book(by, booking.session, booking.entrant)
    return free_place(booking=booking, by=by)


@transaction.atomic
def free_place(*, booking: TrainingBooking, by: Any) -> TrainingBooking:
    """Give a place up for a caller who has asked whether `by` may. Raises NotPossible."""
    session = TrainingSession.objects.select_for_update().get(pk=booking.session_id)
    locked = TrainingBooking.objects.select_related("entrant").get(pk=booking.pk)
    if locked.status == BookingStatus.GIVEN_UP:
        return locked
    if locked.status not in (BookingStatus.BOOKED, BookingStatus.WAITING):
        raise NotPossible("It is marked already whether this person came.")
    locked.status = BookingStatus.GIVEN_UP
    locked.save(update_fields=["status", "updated_at"])
    audit.record("training.given-up", by=by, about=locked.entrant, scope=session.prison, on=session.on)
    _move_up(session, by)
    return locked


def _move_up(session: TrainingSession, by: Any) -> None:
    """Give free places of a locked session to those who wait, in their order, and tell them."""
    if session.cancelled_at is not None or session.on < timezone.localdate():
        return
    free = session.places - session.bookings.filter(status__in=BookingStatus.holding()).count()
    first = session.bookings.filter(status=BookingStatus.WAITING).select_related("entrant__user", "session__prison")
    for booking in first.order_by("asked_at", "pk")[: max(free, 0)]:
        booking.status = BookingStatus.BOOKED
        booking.save(update_fields=["status", "updated_at"])
        audit.record("training.moved-up", by=by, about=booking.entrant, scope=session.prison, on=session.on)
        tell_booked(booking)


@transaction.atomic
def mark_attendance(*, booking: TrainingBooking, came: bool, by: Any) -> TrainingBooking:
    """Mark whether somebody came. Whoever came has the training recorded; unmarking takes that record back.

    Nobody marks themselves. Raises PermissionDenied or NotPossible.
    """
    session = TrainingSession.objects.select_for_update(of=("self",)).select_related("prison", "module").get(
        pk=booking.session_id
    )  # fmt: skip
    locked = TrainingBooking.objects.select_related("entrant", "record").get(pk=booking.pk)
    check_trains(by, session.prison)
    check_not_oneself(by, locked.entrant)
    if session.cancelled_at is not None or session.on > timezone.localdate():
        raise NotPossible("The session has not been yet." if session.cancelled_at is None else "It was called off.")
    if locked.status == BookingStatus.GIVEN_UP and not came:
        return locked
    status = BookingStatus.CAME if came else BookingStatus.DID_NOT_COME
    if locked.status == status:
        return locked
    _write_record(locked, session, by) if came else _take_record_back(locked, session, by)
    locked.status = status
    locked.save()
    audit.record("training.attendance", by=by, about=locked.entrant, scope=session.prison, status=status)
    return locked


def _write_record(booking: TrainingBooking, session: TrainingSession, by: Any) -> None:
    made = record_training(
        entrant=booking.entrant,
        module=session.module,
        completed_on=session.on,
        prison=session.prison,
        by=by,
        face_to_face=session.face_to_face,
    )
    if not TrainingBooking.objects.filter(record=made).exclude(pk=booking.pk).exists():
        booking.record = made


def _take_record_back(booking: TrainingBooking, session: TrainingSession, by: Any) -> None:
    """Delete the record that a mark wrote, and no other one."""
    record, booking.record = booking.record, None
    if record is not None:
        booking.save(update_fields=["record", "updated_at"])
        record.delete()
        audit.record("training.taken-back", by=by, about=booking.entrant, scope=session.prison, on=session.on)
