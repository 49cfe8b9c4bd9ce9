"""Other services to offer when a referral cannot be made, and the count of such attempts.

Both are the finder's business, which stands above this app: it registers itself here (`search/referring.py`).
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from directory.models import Need, ServicePage

Suggest = Callable[[ServicePage, list[Need], Any], list[ServicePage]]
CountUnmet = Callable[[ServicePage, list[Need]], None]

#: What says that somebody's need could not be met. A duplicate or a Listener contact says nothing of the kind.
UNMET = ("unsuitable", "not-listed", "availability-")


@dataclass
class _Finder:
    """What the finder registered; without it there is nothing to suggest and nobody who counts."""

    suggest: Suggest = lambda service, needs, user: []
    count_unmet: CountUnmet = lambda service, needs: None


_finder = _Finder()


def register(*, suggest: Suggest, count_unmet: CountUnmet) -> None:
    """Say who finds other services and who counts attempts in vain."""
    _finder.suggest, _finder.count_unmet = suggest, count_unmet


def alternatives(service: ServicePage, needs: Iterable[Need], *, user: Any) -> list[ServicePage]:
    """Return other services of the prison for the same needs that take people now, the best first."""
    return _finder.suggest(service, list(needs) or list(service.needs.all()), user)


def count_blocked(service: ServicePage, needs: Iterable[Need], code: str) -> bool:
    """Count a referral that could not be made as unmet need, without who tried or for whom; say whether it was one."""
    if not code.startswith(UNMET):
        return False
    _finder.count_unmet(service, list(needs) or list(service.needs.all()))
    return True
