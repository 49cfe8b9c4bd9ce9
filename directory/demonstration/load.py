"""Loads the demonstration prisons: the same spreadsheet import as everybody's, then what spreadsheets leave out."""

import csv
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

from django.core.management import call_command
from django.db import transaction
from django.utils import timezone

from core.outbox.actions import count_as_sent
from directory import models as m
from directory.actions.prisons import open_prison
from directory.demonstration.life import add_life
from directory.demonstration.loaders import run_loaders
from directory.demonstration.people import add_people
from directory.reference_data import split
from directory.review import next_review_due

FOLDER = Path(__file__).resolve().parent

Row = dict[str, str]

_TEXTS = {
    "what_it_does_not": "does_not",
    "what_happens_next": "what_happens_next",
    "access_needs": "access_needs",
    "staff_notes": "staff_notes",
    "summary_cy": "summary_cy",
}
_NUMBERS = ("age_from", "age_to", "weeks_left_min", "weeks_left_max", "group_size")
_FLAGS = {
    "men": "for_men",
    "women": "for_women",
    "needs_unlock": "needs_unlock",
    "needs_escort": "needs_escort",
    "never_by_name": "never_by_name",
}


def rows(name: str) -> Iterator[Row]:
    """Yield the rows of one of the demonstration's CSV files."""
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


@transaction.atomic
def load_demonstration() -> None:
    """Load both prisons with their contacts, listings and people, then what other apps add. Safe to run again."""
    started = timezone.now()
    for row in rows("prison.csv"):
        _add_prison(row)
    for row in rows("organisations.csv"):
        _add_organisation(row)
    call_command("import_services", str(FOLDER / "services.csv"), verbosity=0)
    today = timezone.localdate()
    for row in rows("services_extra.csv"):
        for page in m.ServicePage.objects.filter(prison__is_demonstration=True, title=row["title"]):
            _complete(page, row, today)
    add_people()
    run_loaders()
    add_life()  # last, so that the edition it publishes names whom the loaders appointed
    count_as_sent(since=started)


def _add_prison(row: Row) -> None:
    prison, made = m.Prison.objects.get_or_create(
        code=row["code"],
        defaults={
            "name": row["name"],
            "holds_men": row["male"] == "true",
            "holds_women": row["female"] == "true",
            "establishment_type": row["type"],
            "category": row["category"],
            "address_line1": row["address_line1"],
            "town": row["town"],
            "postcode": row["postcode"],
            "register_note": row["note"],
            "is_demonstration": True,
        },
    )
    open_prison(prison=prison, by=None)
    if made:
        contacts = [row for row in rows("prison_contacts.csv") if row["prison"] == prison.code]
        m.PrisonContact.objects.bulk_create(
            m.PrisonContact(
                **{name: contact[name] for name in ("function", "name", "phone", "email", "hours", "note")},
                prison=prison,
                order=order,
            )
            for order, contact in enumerate(contacts)
        )


def _add_organisation(row: Row) -> None:
    m.Organisation.objects.get_or_create(
        name=row["name"],
        defaults={name: row[name] for name in ("what_they_do", "website", "email", "phone")}
        | {"is_demonstration": True},
    )


def _complete(page: m.ServicePage, row: Row, today: date) -> None:
    """Add the eligibility and the daily facts of a listing."""
    for column, field in _TEXTS.items():
        setattr(page, field, row[column])
    for field in _NUMBERS:
        setattr(page, field, int(row[field]) if row[field] else None)
    for column, field in _FLAGS.items():
        setattr(page, field, row[column] == "yes")
    page.self_referral = row["self_referral"] == "yes"
    page.legal_statuses = _statuses(split(row["legal_statuses"]))
    page.locations = list(m.LocationKind.objects.filter(slug__in=split(row["locations"])))
    page.exclusions = [_exclusion(page, entry) for entry in split(row["exclusions"])]
    page.save_revision().publish()
    _date(page, row, today)


def _statuses(slugs: list[str]) -> list[m.LegalStatus]:
    """Return the statuses, or none when every one is named: no tick means any."""
    found = list(m.LegalStatus.objects.filter(slug__in=slugs))
    return [] if len(found) == m.LegalStatus.objects.count() else found


def _exclusion(page: m.ServicePage, entry: str) -> m.ServiceExclusion:
    """Return the exclusion that the import made, or a new one, with its reason."""
    slug, _, reason = entry.partition("=")
    group = m.Group.objects.get(slug=slug.strip())
    known = (each for each in page.exclusions.all() if each.group_id == group.pk)
    exclusion = next(known, None) or m.ServiceExclusion(group=group)
    exclusion.reason, exclusion.staff_only = reason.strip(), group.is_restricted
    return exclusion


def _date(page: m.ServicePage, row: Row, today: date) -> None:
    """Count the dates from the day of loading, so that the demonstration does not age."""
    status = page.status
    reviewed = today - timedelta(days=int(row["reviewed_days_ago"]))
    status.typical_wait_weeks = int(row["typical_wait_weeks"]) if row["typical_wait_weeks"] else None
    status.places = int(row["places"]) if row["places"] else None
    status.resumes_on = today + timedelta(days=int(row["resumes_in_days"])) if row["resumes_in_days"] else None
    status.reviewed_on = status.availability_confirmed_on = reviewed
    status.review_due_on = next_review_due(page, reviewed, m.ReviewSettings.load())
    status.save()
