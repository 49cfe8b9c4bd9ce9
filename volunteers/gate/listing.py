"""The gate list of a prison and a day: who may enter, who is left out and why. Both in a fixed number of queries.

What leaves the screen says who may enter and how, and nothing of what the vetting unit or a prison has decided.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any
from uuid import UUID

from directory.models import Prison
from volunteers import models as m
from volunteers.enums import Coming
from volunteers.gate.facts import Answer, Need
from volunteers.gate.rules import may_enter
from volunteers.gate.standing import WITH_REQUIREMENTS, load_standings, modules_of_everyone, requirement_of_session

PURPOSE = "Programme"


@dataclass(frozen=True)
class Line:
    """One person and one session on a gate list.

    `reasons` say exactly what is missing, to those who deal with it; `told` is what a gate may know of it.
    """

    key: UUID
    name: str
    reference: str
    organisation: str
    role: str
    expected_in: str
    expected_out: str
    destination: str
    access: str
    escort_by: str
    items: tuple[str, ...] = ()
    overrides: tuple[str, ...] = ()
    reasons: tuple[str, ...] = ()
    told: tuple[str, ...] = ()


@dataclass(frozen=True)
class Listing:
    """A gate list: those who may enter, and those who are expected and may not, with the reasons."""

    prison: str
    on: date
    entering: tuple[Line, ...]
    left_out: tuple[Line, ...]

    def as_json(self) -> dict[str, Any]:
        """Return what is frozen when the list is printed: what is on the paper, so nobody who may not enter."""
        lines = (asdict(line) for line in self.entering)
        return {
            "prison": self.prison,
            "on": self.on.isoformat(),
            "entering": [{name: said for name, said in line.items() if name != "key"} for line in lines],
        }


def people_on(lines: Iterable[Line]) -> list[m.Entrant]:
    """Return whom lines are about, with their key and nothing else: whose record was seen is written down."""
    return [m.Entrant(pk=line.key) for line in lines]


def build(prison: Prison, on: date) -> Listing:
    """Return the gate list of a day from the sessions that were not cancelled."""
    rows = list(_expected(prison, on))
    people = {row.entrant_id for row in rows}
    standings = load_standings(people, prison)
    items, everyones = _items(people, prison, on), modules_of_everyone()
    entering: list[Line] = []
    left_out: list[Line] = []
    for row in rows:
        day = row.day
        answer = may_enter(standings[row.entrant_id], requirement_of_session(day, everyones=everyones), on)
        line = _line(row, answer, items[row.entrant_id])
        (entering if answer.may_enter else left_out).append(line)
    return Listing(prison.name, on, tuple(entering), tuple(left_out))


def _expected(prison: Prison, on: date) -> Any:
    """Return who is expected, in the order of the gate: by time, then by name."""
    days = m.SessionDay.objects.filter(prison=prison, on=on, cancelled_at=None)
    return (
        m.Attendance.objects.filter(day__in=days, entrant__merged_into=None)
        .exclude(coming=Coming.NOT_COMING)
        .select_related("entrant", "day__organisation", "day__position__required_level")
        .select_related("day__access_type__required_level")
        .prefetch_related("day__access_type__modules")
        .prefetch_related(*(f"day__position__{path}" for path in WITH_REQUIREMENTS if path != "required_level"))
        .order_by("day__starts", "entrant__last_name", "entrant__first_name", "pk")
    )


def _items(people: set[UUID], prison: Prison, on: date) -> "defaultdict[UUID, list[str]]":
    """Return what each person may bring in that day, with the manager who approved it."""
    found: defaultdict[UUID, list[str]] = defaultdict(list)
    rows = m.AuthorisedItem.objects.filter(entrant__in=people, prison=prison, starts_on__lte=on, ends_on__gte=on)
    for row in rows.select_related("approver"):
        found[row.entrant_id].append(f"{row.item} (approved by {row.approver.name})")
    return found


def _line(row: m.Attendance, answer: Answer, items: list[str]) -> Line:
    day, entrant = row.day, row.entrant
    return Line(
        key=entrant.pk,
        name=f"{entrant.last_name}, {entrant.first_name}",
        reference=entrant.reference,
        organisation=day.organisation.name if day.organisation else "",
        role=day.position.title if day.position else day.title,
        expected_in=f"{day.starts:%H:%M}",
        expected_out=f"{day.ends:%H:%M}",
        destination=day.destination,
        access=day.access_type.label,
        escort_by=day.escort_by,
        items=tuple(items),
        overrides=tuple(dict.fromkeys(f"Let in by {given.approver}" for _lack, given in answer.overridden)),
        reasons=tuple(lack.words for lack in answer.missing),
        told=tuple(dict.fromkeys(_AT_THE_GATE.get(lack.need, lack.words) for lack in answer.missing)),
    )


_NO_CLEARANCE = "The clearance does not cover this entry."
_NO_APPROVAL = "This prison’s approval does not cover this entry."
#: What a gate is told in place of what was decided about somebody.
_AT_THE_GATE = {
    Need.CLEARANCE: _NO_CLEARANCE,
    Need.CLEARANCE_REFUSED: _NO_CLEARANCE,
    Need.APPROVAL: _NO_APPROVAL,
    Need.APPROVAL_REFUSED: _NO_APPROVAL,
    Need.ACCESS: _NO_APPROVAL,
}


COLUMNS = (
    *("name", "reference", "organisation", "role", "expected_in", "expected_out", "destination", "access_type"),
    *("escort_by", "purpose", "items_authorised", "overrides"),
)


def as_table(listing: Listing) -> list[list[str]]:
    """Return the heading and one row for each who may enter; those left out are never in a file."""
    rows = [
        [
            *(line.name, line.reference, line.organisation, line.role, line.expected_in, line.expected_out),
            *(line.destination, line.access, line.escort_by, PURPOSE),
            "; ".join(line.items),
            "; ".join(line.overrides),
        ]
        for line in listing.entering
    ]
    return [list(COLUMNS), *rows]
