"""Coverage: for each need, which live services a prison has, how they come and whether they take people now."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from directory.enums import TAKES_PEOPLE
from directory.models import DeliveryMode, Group, Need, Prison, ServicePage


@dataclass
class Line:
    """One need with what meets it."""

    need: Need
    services: list[ServicePage] = field(default_factory=list)
    by_mode: dict[int, int] = field(default_factory=dict)

    @property
    def taking(self) -> int:
        """How many services take people now."""
        return sum(service.status.availability in TAKES_PEOPLE for service in self.services)

    @property
    def is_gap(self) -> bool:
        """Whether nobody takes people for it now."""
        return self.taking == 0

    def cells(self, modes: Iterable[DeliveryMode]) -> list[int]:
        """Return how many services come in each way."""
        return [self.by_mode.get(mode.pk, 0) for mode in modes]


@dataclass(frozen=True)
class Coverage:
    """The matrix of a prison."""

    modes: list[DeliveryMode]
    lines: list[Line]

    @property
    def gaps(self) -> list[Line]:
        """Return the needs for which nobody takes people now."""
        return [line for line in self.lines if line.is_gap]


def coverage_of(prison: Prison, *, group: Group | None = None, availability: str = "", mode: str = "") -> Coverage:
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
    modes = list(DeliveryMode.objects.active())
    for service in services:
        for need in service.needs.all():
            if need.pk in lines:
                _add(lines[need.pk], service)
    return Coverage(modes, list(lines.values()))


def _add(line: Line, service: ServicePage) -> None:
    line.services.append(service)
    for each in service.delivery_modes.all():
        line.by_mode[each.pk] = line.by_mode.get(each.pk, 0) + 1


def _fits(service: ServicePage, group: Group | None, availability: str, mode: str) -> bool:
    if availability and service.status.availability != availability:
        return False
    if mode and mode not in {each.slug for each in service.delivery_modes.all()}:
        return False
    groups = {each.slug for each in service.groups.all()}
    if group is None:
        return True
    barred = {row.group_id for row in service.exclusions.all()}
    return group.pk not in barred and (not groups or "anyone" in groups or group.slug in groups)


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
