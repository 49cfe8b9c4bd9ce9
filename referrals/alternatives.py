"""What the finder knows and referrals need: what was ticked about the person, other services, the count of attempts.

All of it is the finder's business, which stands above this app: it registers itself here (`search/referring.py`).
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.http import QueryDict

from directory.models import Need, Prison, ServicePage


@dataclass(frozen=True)
class Ticked:
    """What staff ticked about the person in the finder. It stands in the address as slugs, and is not kept."""

    pairs: tuple[tuple[str, str], ...] = ()
    """As they stand in the address."""
    labels: tuple[str, ...] = ()
    """In words, such as "On remand" or "18 to 25"."""
    language: str = ""
    unsuitable: Mapping[int, str] = field(default_factory=dict)
    """Why a service is not for such a person, by the key of its page."""


Suggest = Callable[[ServicePage, list[Need], Any], list[ServicePage]]
CountUnmet = Callable[[ServicePage, list[Need]], None]
Read = Callable[[Prison, QueryDict, list[ServicePage]], Ticked]

#: What says that somebody's need could not be met, or not yet. That somebody asks a Listener says nothing of the kind.
UNMET = ("unsuitable", "not-listed", "availability-", "duplicate")


@dataclass
class _Finder:
    """What the finder registered; without it there is nothing to suggest and nobody who counts."""

    suggest: Suggest = lambda service, needs, user: []
    count_unmet: CountUnmet = lambda service, needs: None
    read: Read = lambda prison, asked, services: Ticked()


_finder = _Finder()


def register(*, suggest: Suggest, count_unmet: CountUnmet, read: Read) -> None:
    """Say who finds other services, who counts attempts in vain, and who reads what was ticked about the person."""
    _finder.suggest, _finder.count_unmet, _finder.read = suggest, count_unmet, read


def ticked(prison: Prison, asked: QueryDict, services: list[ServicePage]) -> Ticked:
    """Return what an address says of the person, and which of the services are not for them.

    Fetch the services `with_listing_facts`.
    """
    return _finder.read(prison, asked, services)


def alternatives(service: ServicePage, needs: Iterable[Need], *, user: Any) -> list[ServicePage]:
    """Return other services of the prison for the same needs that take people now, the best first."""
    return _finder.suggest(service, list(needs) or list(service.needs.all()), user)


def count_blocked(service: ServicePage, needs: Iterable[Need], code: str) -> bool:
    """Count a referral that could not be made as unmet need, without who tried or for whom; say whether it was one."""
    if not code.startswith(UNMET):
        return False
    _finder.count_unmet(service, list(needs) or list(service.needs.all()))
    return True
