"""Importing the charity register, and saying what changed about charities that work in a prison."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from coordinator.charity_file import UnreadableExtract, read_charities
from coordinator.models import REGISTERED, CharityAlert, CharityCheck, Engagement, RegisteredCharity
from coordinator.permissions import check_coordinates
from core import audit
from directory.insert.wording import day
from directory.models import Organisation, ServicePage

BATCH = 2000
NOT_FOUND = "Not in the register"
_ELSEWHERE = {
    "SC": "Kept by the Scottish Charity Regulator: look there",
    "NI": "Kept by the Charity Commission for Northern Ireland: look there",
}
_UPDATED = ["name", "status", "removed_on", "reporting", "is_insolvent", "in_administration", "extract_on"]


@dataclass(frozen=True)
class Imported:
    """What an import did."""

    charities: int
    checked: int
    alerts: int


def import_register(path: Path) -> Imported:
    """Read the extract into the register's table batch by batch, then check every organisation with a number.

    Safe to run again, and after a run that was stopped: each batch is whole, and the check comes last. A charity
    that the extract no longer holds keeps its last state. Raises UnreadableExtract.
    """
    read = 0
    for batch in _batches(read_charities(path)):
        RegisteredCharity.objects.bulk_create(
            batch, update_conflicts=True, unique_fields=["number"], update_fields=_UPDATED
        )
        read += len(batch)
    if not read:
        raise UnreadableExtract("The file holds no charity. Use the extract “charity” of the register's download page.")
    checked, alerts = check_organisations()
    audit.record("charities.imported", actor_label="import_charity_register", count=read, alerts=alerts)
    return Imported(read, checked, alerts)


def _batches(charities: Iterable[RegisteredCharity]) -> Iterator[list[RegisteredCharity]]:
    """Yield lists of at most BATCH. A number that comes twice in one keeps the later record."""
    rest = iter(charities)
    while batch := list(islice(rest, BATCH)):
        yield list({charity.number: charity for charity in batch}.values())


def plain_number(number: str) -> str:
    """Return a charity number as the register writes it: "sc 012 345" is SC012345, 219432-1 is part of 219432."""
    return "".join(number.upper().split()).partition("-")[0].lstrip("0")


def kept_elsewhere(number: str) -> str:
    """Say which other register keeps a number; empty for one of England and Wales.

    Scottish numbers begin with SC, Northern Irish ones with NI. Their registers are not imported here.
    """
    return next((said for prefix, said in _ELSEWHERE.items() if plain_number(number).startswith(prefix)), "")


def standing_of(number: str) -> str:
    """Return how the register has a charity number, as of the last import; empty when nothing was imported yet."""
    if elsewhere := kept_elsewhere(number):
        return elsewhere
    charity = RegisteredCharity.objects.filter(pk=plain_number(number)).first() if number else None
    if charity is not None:
        return charity.standing
    return NOT_FOUND if number and RegisteredCharity.objects.exists() else ""


def register_says(number: str) -> str:
    """Return how the register has a charity number and as of which day; empty when nothing was imported yet."""
    said = standing_of(number)
    as_of = RegisteredCharity.objects.filter(pk=plain_number(number)).values_list("extract_on", flat=True).first()
    return f"{said}, as of {day(as_of)}" if said and as_of else said


def check_organisations() -> tuple[int, int]:
    """Compare every organisation's number with the register; return how many were checked and how many alerts made.

    Numbers of other registers are left alone: that this one lacks them says nothing.
    """
    checked = alerts = 0
    for organisation in Organisation.objects.with_charity_number().iterator():
        if kept_elsewhere(organisation.charity_number):
            continue
        checked += 1
        alerts += _check(organisation)
    return checked, alerts


@transaction.atomic
def _check(organisation: Organisation) -> int:
    """Keep the organisation's standing and alert its prisons when it is news and wants looking at."""
    now = standing_of(organisation.charity_number)
    check, made = CharityCheck.objects.select_for_update().get_or_create(
        organisation=organisation, defaults={"standing": now}
    )
    before = "" if made else check.standing
    if before == now or (made and now == REGISTERED):
        return 0
    check.standing = now
    check.save(update_fields=["standing", "updated_at"])
    prisons = {
        *Engagement.objects.current().filter(organisation=organisation).values_list("prison", flat=True),
        *ServicePage.objects.live().filter(organisation=organisation).values_list("prison", flat=True),
    }
    CharityAlert.objects.bulk_create(
        CharityAlert(prison_id=prison, organisation=organisation, before=before, after=now)
        for prison in sorted(prisons)
    )
    return len(prisons)


@transaction.atomic
def note_alert(*, alert: CharityAlert, by: Any) -> None:
    """Write down that the coordinator has seen an alert. Raises PermissionDenied, or ValidationError when noted."""
    check_coordinates(by, alert.prison)
    locked = CharityAlert.objects.select_for_update().get(pk=alert.pk)
    if locked.noted_on is not None:
        raise ValidationError("Somebody has noted this already.")
    locked.noted_on, locked.noted_by = timezone.localdate(), by
    locked.save(update_fields=["noted_on", "noted_by", "updated_at"])
    audit.record("charities.noted", by=by, about=locked, scope=locked.prison)
