"""People and their clearance in a spreadsheet: read row by row with what is wrong, written back with the same columns.

Cells are read with the directory's helpers. What is never stored has no column, and a reference is checked for it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator
from django.utils import timezone

from directory.spreadsheets.raw import BrokenFile
from directory.spreadsheets.read import TableRow
from volunteers.enums import CLEARED, DECIDED, ClearanceStatus, EngagementKind
from volunteers.models import ClearanceLevel, Entrant
from volunteers.validators import no_conviction_detail, vetting_reference

COLUMNS = (
    *("reference", "first_name", "last_name", "email", "phone", "kind", "organisation"),
    *("level", "status", "vetting_reference", "sent_on", "decided_on", "expires_on", "agreed_on"),
)
REQUIRED = ("first_name", "last_name")
MOST_ROWS = 500


@dataclass(frozen=True)
class Problem:
    """What is wrong with one cell."""

    row: int
    column: str
    reason: str


@dataclass
class ReadRow:
    """One row that could be read: values by column, empty cells left out."""

    number: int
    values: dict[str, Any] = field(default_factory=dict)


@dataclass
class Vocabulary:
    """What cells may name, by the form in which names are compared."""

    levels: Mapping[str, ClearanceLevel]
    organisations: Mapping[str, Any]
    people: Mapping[str, Entrant]


_STATUSES = {_key: status for status in ClearanceStatus for _key in (status.value, status.label.casefold())}
_KINDS = {_key: kind for kind in EngagementKind for _key in (kind.value, kind.label.casefold())}
_DATES = ("sent_on", "decided_on", "expires_on", "agreed_on")


def read_rows(rows: Iterable[TableRow], words: Vocabulary) -> tuple[list[ReadRow], list[Problem]]:
    """Return the rows as values, and every problem. Raises BrokenFile for more rows than one import may have."""
    found: list[ReadRow] = []
    problems: list[Problem] = []
    for row in rows:
        if len(found) >= MOST_ROWS:
            raise BrokenFile(f"The file has more than {MOST_ROWS} rows: split it and import the parts.")
        read = ReadRow(row.number)
        for column, text in row.cells.items():
            try:
                if reason := row.refused.get(column):
                    raise ValidationError(reason)
                if text:
                    read.values[column] = _value(column, text, words)
            except ValidationError as error:
                problems.append(Problem(row.number, column, " ".join(error.messages)))
        problems.extend(_whole_row(read))
        found.append(read)
    problems.extend(_twice(found))
    return found, problems


def _value(column: str, text: str, words: Vocabulary) -> Any:
    """Return what a cell means. Raises ValidationError with a sentence."""
    if column in ("vetting_reference", "phone"):
        no_conviction_detail(text)
    key = " ".join(text.split()).casefold()
    if column in _DATES:
        return _date(text)
    lists: dict[str, tuple[Mapping[str, Any], str]] = {
        "level": (words.levels, "Write one of the levels, such as Baseline."),
        "status": (_STATUSES, "Write one of the statuses, such as “Cleared”."),
        "kind": (_KINDS, "Write what they are, such as “Volunteer”."),
        "organisation": (words.organisations, "No organisation of this name is known here. Check how it is written."),
        "reference": (words.people, "Nobody here has this reference. Leave it empty for somebody new."),
    }
    if column in lists:
        known, sentence = lists[column]
        if key not in known:
            raise ValidationError(sentence)
        return known[key]
    if column == "email":
        EmailValidator("Write an e-mail address like name@example.org.")(text)
    if column == "vetting_reference":
        vetting_reference(text)
    longest = {"first_name": 80, "last_name": 80, "phone": 40, "email": 254}.get(column, 80)
    if len(text) > longest:
        raise ValidationError(f"The text is too long: at most {longest} characters.")
    return " ".join(text.split())


def _date(text: str) -> date:
    """Read "2026-03-27" or "27/03/2026". Raises ValidationError."""
    parts = text.replace("/", "-").split("-")
    try:
        year, month, day = (int(part) for part in (parts if len(parts[0]) == 4 else reversed(parts)))
        found = date(year, month, day)
    except (ValueError, OverflowError):
        raise ValidationError("Write a date like 27/03/2026.") from None
    if not 1990 <= found.year <= 2100:
        raise ValidationError("Check the year.")
    return found


def _whole_row(row: ReadRow) -> Iterable[Problem]:
    """Yield what is wrong with the cells of a row together."""
    said = row.values
    for column in REQUIRED:
        if column not in said:
            yield Problem(row.number, column, "Write their name.")
    if ("level" in said) != ("status" in said):
        yield Problem(row.number, "level", "Write both the level and the status of the clearance, or neither.")
    if said.get("status") in DECIDED and "decided_on" not in said:
        yield Problem(row.number, "decided_on", "Write the day on which it was decided.")
    if "reference" not in said and "agreed_on" not in said:
        yield Problem(row.number, "agreed_on", "Write the day on which somebody new agreed to be named to the prison.")
    today = timezone.localdate()
    for column in ("sent_on", "decided_on", "agreed_on"):
        if column in said and said[column] > today:
            yield Problem(row.number, column, "The day has not come yet.")
    if "sent_on" in said and "decided_on" in said and said["decided_on"] < said["sent_on"]:
        yield Problem(row.number, "decided_on", "It was decided before it was sent.")
    if said.get("status") in CLEARED and said.get("expires_on", date.max) < said.get("decided_on", date.min):
        yield Problem(row.number, "expires_on", "It ends before it was decided.")


def _twice(rows: list[ReadRow]) -> Iterable[Problem]:
    seen: dict[Any, int] = {}
    for row in rows:
        who, column = _who(row.values)
        if who is None:
            continue
        if who in seen:
            yield Problem(row.number, column, f"The same person stands in row {seen[who]}.")
        seen.setdefault(who, row.number)


def _who(said: dict[str, Any]) -> tuple[Any, str]:
    """Return what tells the person of a row from others, and the column of it: None where nothing does."""
    if "reference" in said:
        return said["reference"].pk, "reference"
    if "email" in said:
        return said["email"].casefold(), "email"
    names = tuple(said.get(name, "").casefold() for name in REQUIRED)
    return ((*names, said.get("organisation")), "first_name") if all(names) else (None, "")


def table_of(people: Iterable[Entrant]) -> list[list[str]]:
    """Return the heading and a row for each person, whose clearances, work and entry here were fetched along."""
    return [list(COLUMNS), *(_row(entrant) for entrant in people)]


def _row(entrant: Entrant) -> list[str]:
    clearance = next(iter(entrant.clearances.all()), None)
    work = next(iter(entrant.engagements.all()), None)
    entry = next(iter(entrant.approvals.all()), None)
    holders = {"agreed_on": entry and entry.person_agreed_on}
    days = [holders.get(name, getattr(clearance, name, None)) for name in _DATES]
    return [
        *(entrant.reference, entrant.first_name, entrant.last_name, entrant.email, entrant.phone),
        work.get_kind_display() if work else "",
        work.organisation.name if work and work.organisation else "",
        *((clearance.level.label, clearance.get_status_display(), clearance.reference) if clearance else ("", "", "")),
        *(f"{day:%d/%m/%Y}" if day else "" for day in days),
    ]
