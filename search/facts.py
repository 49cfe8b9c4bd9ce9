"""What decides whether a listing suits somebody, as plain values: kept in the index, compared without queries."""

from dataclasses import asdict, dataclass, fields
from typing import Any

from directory.enums import Frequency
from directory.models import ServicePage

ANYONE = "anyone"


@dataclass(frozen=True)
class Facts:
    """Whom a listing is for, where it reaches and when it comes; slugs of the directory's lists."""

    needs: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    modes: tuple[str, ...] = ()
    legal_statuses: tuple[str, ...] = ()
    locations: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    not_for: tuple[tuple[str, bool], ...] = ()
    """Excluded groups, each with whether that is for staff's eyes only."""
    for_men: bool = True
    for_women: bool = True
    age_from: int | None = None
    age_to: int | None = None
    weeks_left_min: int | None = None
    weeks_left_max: int | None = None
    weekdays: tuple[int, ...] = ()
    """Days on which it comes every week, Monday being 0."""
    response_days: int = 5

    @classmethod
    def of(cls, page: ServicePage) -> "Facts":
        """Read the facts from a page fetched with `with_listing_facts`."""
        sessions = [session for session in page.sessions.all() if session.frequency == Frequency.WEEKLY]
        return cls(
            needs=_slugs(page.needs),
            groups=_slugs(page.groups),
            modes=_slugs(page.delivery_modes),
            legal_statuses=_slugs(page.legal_statuses),
            locations=_slugs(page.locations),
            languages=_slugs(page.languages),
            not_for=tuple((row.group.slug, row.staff_only or row.group.is_restricted) for row in page.exclusions.all()),
            for_men=page.for_men,
            for_women=page.for_women,
            age_from=page.age_from,
            age_to=page.age_to,
            weeks_left_min=page.weeks_left_min,
            weeks_left_max=page.weeks_left_max,
            weekdays=tuple(sorted({session.weekday for session in sessions})),
            response_days=page.response_days,
        )

    @classmethod
    def from_json(cls, values: dict[str, Any]) -> "Facts":
        """Read back what `as_json` gave; names from another version of the code are left out."""
        return cls(**{name: _frozen(value) for name, value in values.items() if name in _NAMES})

    def as_json(self) -> dict[str, Any]:
        """Return the facts that differ from the defaults, as JSON takes them."""
        defaults = asdict(Facts())
        return {name: value for name, value in asdict(self).items() if value != defaults[name]}


_NAMES = frozenset(field.name for field in fields(Facts))


def _slugs(terms: Any) -> tuple[str, ...]:
    return tuple(term.slug for term in terms.all())


def _frozen(value: Any) -> Any:
    return tuple(_frozen(item) for item in value) if isinstance(value, list) else value
