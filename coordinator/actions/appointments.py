"""Appointing people to a prison's posts, ending that, and telling administrators where a coordinator is missing."""

from datetime import date, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from accounts import guardian
from accounts.permissions import administrators
from accounts.roles import MANAGE_PEOPLE
from coordinator.enums import Post
from coordinator.models import Appointment, VacancyNotice
from coordinator.notifications import VACANT
from core import audit
from core.notifications import Facts, notify
from directory.models import Prison


def _check(by: Any, prison: Prison) -> None:
    if not guardian.can(by, MANAGE_PEOPLE, prison):
        raise PermissionDenied("Only this prison's coordinators and the national administrator appoint people.")


@transaction.atomic
def appoint(*, prison: Prison, post: str, name: str, starts_on: date, by: Any, **facts: Any) -> Appointment:
    """Appoint somebody to a post; `facts` are the other columns (user, phone, hours, employer, ends_on).

    On no day are there two named coordinators: the prison's row is locked while this is checked, and the database
    checks it again. Raises PermissionDenied or ValidationError.
    """
    _check(by, prison)
    Prison.objects.lock(prison)
    made = Appointment(prison=prison, post=post, name=name, starts_on=starts_on, appointed_by=by, **facts)
    clash = _clash(made)
    if clash is not None:
        raise ValidationError({"starts_on": _say(clash)})
    made.full_clean()
    made.save()
    audit.record("appointment.made", by=by, about=made, scope=prison, post=post, starts_on=starts_on)
    return made


def _clash(made: Appointment) -> Appointment | None:
    if made.post != Post.COORDINATOR:
        return None
    held = Appointment.objects.filter(prison=made.prison_id, post=Post.COORDINATOR).exclude(pk=made.pk)
    return held.overlapping(made.starts_on, made.ends_on).first()


def _say(clash: Appointment) -> str:
    until = f"until {clash.ends_on:%-d %B %Y}" if clash.ends_on else "without an end"
    return f"{clash.name} is the named coordinator {until}. End that first, or choose a day after it."


@transaction.atomic
def end_appointment(*, appointment: Appointment, ends_on: date, by: Any) -> Appointment:
    """Set the last day of an appointment. Raises PermissionDenied, or ValidationError for a day before the first."""
    _check(by, appointment.prison)
    held = Appointment.objects.select_for_update().get(pk=appointment.pk)
    if held.ends_on is not None and held.ends_on < timezone.localdate():
        raise ValidationError("This appointment has ended already.")
    if ends_on < held.starts_on:
        raise ValidationError({"ends_on": "The last day is before the first."})
    held.ends_on = ends_on
    clash = _clash(held)
    if clash is not None:
        raise ValidationError({"ends_on": _say(clash)})
    held.save(update_fields=["ends_on", "updated_at"])
    audit.record("appointment.ended", by=by, about=held, scope=held.prison, post=held.post, ends_on=ends_on)
    return held


@transaction.atomic
def correct_appointment(*, appointment: Appointment, by: Any, **facts: Any) -> Appointment:
    """Put right how somebody is called and reached; `facts` are name, user, phone, hours, employer. Days and post stay.

    Raises PermissionDenied, or ValidationError for what is not complete or an appointment that has ended.
    """
    _check(by, appointment.prison)
    held = Appointment.objects.select_for_update().get(pk=appointment.pk)
    if held.ends_on is not None and held.ends_on < timezone.localdate():
        raise ValidationError("This appointment has ended: what stood there then stays.")
    for name, value in facts.items():
        setattr(held, name, value)
    held.full_clean()
    held.save(update_fields=[*facts, "updated_at"])
    audit.record("appointment.corrected", by=by, about=held, scope=held.prison, post=held.post)
    return held


@transaction.atomic
def withdraw_appointment(*, appointment: Appointment, by: Any) -> None:
    """Take back an appointment that has not begun: it never was. Raises PermissionDenied or ValidationError."""
    _check(by, appointment.prison)
    held = Appointment.objects.select_for_update().get(pk=appointment.pk)
    if held.starts_on <= timezone.localdate():
        raise ValidationError("This appointment has begun: set its last day instead.")
    audit.record(
        "appointment.withdrawn", by=by, about=held, scope=held.prison, post=held.post, starts_on=held.starts_on
    )
    held.delete()


def vacant_since(prison: Prison, on: date | None = None) -> date | None:
    """Return the first day on which the prison had no named coordinator, or None when it has one."""
    day = on or timezone.localdate()
    held = Appointment.objects.filter(prison=prison, post=Post.COORDINATOR)
    if held.on(day).exists():
        return None
    last = held.filter(ends_on__lt=day).order_by("-ends_on").values_list("ends_on", flat=True).first()
    return last + timedelta(days=1) if last else prison.opened_on


def tell_of_vacancies(*, on: date | None = None) -> int:
    """Tell the national administrators of each open prison without a named coordinator, once per vacancy.

    Safe to run twice. Returns how many vacancies were new.
    """
    return sum(_tell(prison, on) for prison in Prison.objects.opened())


@transaction.atomic
def _tell(prison: Prison, on: date | None) -> bool:
    since = vacant_since(prison, on)
    if since is None:
        return False
    _row, made = VacancyNotice.objects.get_or_create(prison=prison, since=since)
    if made:
        notify(VACANT, to=administrators(), scope=prison, facts=Facts(link=reverse("coordinator:prisons"), on=since))
    return made
