"""What can be done with a service from its own page, told by apps above the directory, which it may not import.

An app writes, in its `service_actions.py`:

    @offers(order=10)
    def refer(request, page) -> Action | None:
        "Offer to refer somebody, to those who may."
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.http import HttpRequest

if TYPE_CHECKING:
    from directory.models import ServicePage


@dataclass(frozen=True)
class Action:
    """A button of a service's page; a quiet one is drawn as a link."""

    label: str
    url: str
    is_quiet: bool = False


Offer = Callable[[HttpRequest, "ServicePage"], Action | None]
_offers: dict[str, tuple[int, Offer]] = {}


def offers(*, order: int = 100) -> Callable[[Offer], Offer]:
    """Register a function that says what the reader can do with a service, or None; the lowest order first."""

    def note(offer: Offer) -> Offer:
        _offers[f"{offer.__module__}.{offer.__qualname__}"] = (order, offer)
        return offer

    return note


def actions_for(request: HttpRequest, page: "ServicePage") -> list[Action]:
    """Return what the reader can do with the service, in order."""
    ordered = sorted(_offers.items(), key=lambda item: (item[1][0], item[0]))
    return [action for _name, (_order, offer) in ordered if (action := offer(request, page)) is not None]
