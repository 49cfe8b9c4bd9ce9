"""What has happened in the demonstration since it opened, through the same actions as everybody's."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from accounts.models import User
from directory import models as m
from directory.actions.insert import publish_edition, record_distribution
from directory.actions.proposals import propose_change
from directory.actions.review import log_attempt
from directory.demonstration.people import ORGANISATION, PRISON_CODE, demonstration_people
from directory.enums import AttemptMethod, Disposition
from directory.review import next_review_due

#: Listings that nobody has confirmed for so many days after their review was due, with what was tried.
_NOT_CONFIRMED = {"Traveller drop-in": 45, "Deaf and low vision support": 120}
_COPIES = (("A wing office", 12), ("Reception", 6), ("Safer Custody office", 20))


def add_life() -> None:
    """Publish the insert's first edition, let two listings age and a change wait. Only once: an edition stays."""
    prison = m.Prison.objects.get(code=PRISON_CODE)
    if prison.insert_editions.exists():
        return
    coordinator, lead = _person("coordinator"), _person("lead")
    edition = publish_edition(prison=prison, by=coordinator)
    for place, copies in _COPIES:
        record_distribution(edition=edition, place=place, copies=copies, by=coordinator)
    for title, days in _NOT_CONFIRMED.items():
        _let_age(m.ServicePage.objects.get(prison=prison, title=title), days, coordinator)
    listing = m.ServicePage.objects.filter(prison=prison, organisation__name=ORGANISATION).live().first()
    if listing is not None:
        changes = {"summary": f"{listing.summary} People can now bring a photograph."}
        propose_change(page=listing, changes=changes, by=lead, note="We have started to do this.")


def _person(role: str) -> User:
    """Return the demonstration's person who holds this role."""
    email = next(person.email for person in demonstration_people() if person.role.code == role)
    return User.objects.get(email=email)


def _let_age(page: m.ServicePage, days: int, coordinator: Any) -> None:
    """Make the review of a listing due so many days ago, and note that ringing was in vain."""
    rules, status = m.ReviewSettings.load(), page.status
    due = timezone.localdate() - timedelta(days=days)
    status.reviewed_on = due - (next_review_due(page, due, rules) - due)
    status.review_due_on = due
    status.save()
    log_attempt(page=page, by=coordinator, method=AttemptMethod.PHONE, disposition=Disposition.NO_ANSWER)
