"""Coverage: for each need, which live services a prison has, for whom, how they come and whether they take people."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum

from directory.enums import TAKES_PEOPLE, Availability
from directory.models import DeliveryMode, Group, Need, Prison, ServicePage


class Across(StrEnum):
    """What the columns of the matrix tell apart; the others can be chosen as filters."""

    MODE = "mode"
    GROUP = "group"
    AVAILABILITY = "availability"


#: One column: what it is known by, and its words.
Column = tuple[str, str]
_ANYBODY = "anyone"


@dataclass
class Line:
    """One need with what meets it."""

    need: Need
    services: list[ServicePage] = field(default_factory=list)

    @property
    def taking(self) -> int:
        """How many services take people now."""
        return sum(service.status.availability in TAKES_PEOPLE for service in self.services)

    @property
    def is_gap(self) -> bool:
        """Whether nobody takes people for it now."""
        return self.taking == 0

    def cells(self, coverage: "Coverage") -> list[int]:
        """Return how many services there are in each column."""
        counted = Counter(key for service in self.services for key, _label in _places(service, coverage.across))
        return [counted[key] for key, _label in coverage.columns]


@dataclass(frozen=True)
class Coverage:
    """The matrix of a prison."""

    across: Across
    columns: list[Column]
    lines: list[Line]

    @property
    def gaps(self) -> list[Line]:
        """Return the needs for which nobody takes people now."""
        return [line for line in self.lines if line.is_gap]

    def in_full(self) -> list[tuple[str, str, str, str, int]]:
        """Return how many services there are by need, whom they are for, how they come and whether they take people."""
        counted: Counter[tuple[str, str, str, str]] = Counter()
        for line in self.lines:
            for service in line.services:
                groups, modes, states = ([label for _key, label in _places(service, each)] for each in _ALL)
                counted.update((line.need.label, g, m, a) for g in groups for m in modes for a in states)
        return [(*place, number) for place, number in sorted(counted.items())]


_ALL = (Across.GROUP, Across.MODE, Across.AVAILABILITY)


def coverage_of(
    prison: Prison,
    *,
    group: Group | None = None,
    availability: str = "",
    mode: str = "",
    across: Across = Across.MODE,
) -> Coverage:
    """Return the matrix of the needs in use, in a constant number of queries.

    `group` keeps the services that are for the group or for anybody; `availability` and `mode` (a slug) keep theirs.
    """
    services = [
        service
        for service in ServicePage.objects.in_prison(prison).live().with_listing_facts()
        if _fits(service, group, availability, mode)
    ]
    needs = Need.objects.active().exclude(parent=None).select_related("parent").order_by("parent__order", "order")
    lines = {need.pk: Line(need) for need in needs}
    for service in services:
        for need in service.needs.all():
            if need.pk in lines:
                lines[need.pk].services.append(service)
    return Coverage(across, _columns(across, services), list(lines.values()))


def _columns(across: Across, services: Iterable[ServicePage]) -> list[Column]:
    """Return every way and every availability; of the many groups, those that a service is for."""
    if across == Across.AVAILABILITY:
        return [(str(value), str(label)) for value, label in Availability.choices]
    if across == Across.MODE:
        return [(mode.slug, mode.label) for mode in DeliveryMode.objects.active()]
    named = {key for service in services for key, _label in _places(service, across)}
    known = [(group.slug, group.label) for group in Group.objects.active() if group.slug in named - {_ANYBODY}]
    return [(_ANYBODY, "Anybody"), *known]


def _places(service: ServicePage, across: Across) -> list[Column]:
    """Return the columns in which a service stands: never none, so that each is counted somewhere."""
    if across == Across.AVAILABILITY:
        return [(service.status.availability, service.status.get_availability_display())]
    if across == Across.MODE:
        return [(mode.slug, mode.label) for mode in service.delivery_modes.all()] or [("", "Not said")]
    groups = [(group.slug, group.label) for group in service.groups.all() if group.slug != _ANYBODY]
    return groups or [(_ANYBODY, "Anybody")]


def _fits(service: ServicePage, group: Group | None, availability: str, mode: str) -> bool:
    if availability and service.status.availability != availability:
        return False
    if mode and mode not in {each.slug for each in service.delivery_modes.all()}:
        return False
    groups = {each.slug for each in service.groups.all()}
    if group is None:
        return True
    barred = {row.group_id for row in service.exclusions.all()}
    return group.pk not in barred and (not groups or _ANYBODY in groups or group.slug in groups)


def duplicates_in(prison: Prison) -> list[tuple[ServicePage, ServicePage]]:
    """Return pairs of live services that may be one: same name, or one organisation with the same needs and ways."""
    services = list(ServicePage.objects.in_prison(prison).live().with_listing_facts().order_by("title"))
    by_kind: dict[tuple, list[ServicePage]] = {}
    for service in services:
        needs = frozenset(need.pk for need in service.needs.all())
        ways = frozenset(mode.pk for mode in service.delivery_modes.all())
        by_kind.setdefault(("name", service.title.casefold().strip()), []).append(service)
        if needs:
            by_kind.setdefault(("same", service.organisation_id, needs, ways), []).append(service)
    pairs = {
        (alike[at].pk, other.pk): (alike[at], other)
        for alike in by_kind.values()
        for at in range(len(alike))
        for other in alike[at + 1 :]
    }
    return list(pairs.values())
