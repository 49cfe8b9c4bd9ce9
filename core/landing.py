"""Where somebody comes to after signing in: the layers above say, the front page is what remains."""

from collections.abc import Callable
from typing import Any

Resolver = Callable[[Any], str]

_resolvers: list[tuple[int, Resolver]] = []


def register_landing(resolver: Resolver, *, order: int = 100) -> None:
    """Add a resolver: it returns the path of the user's own home page, or nothing. The lowest order is asked first."""
    if (order, resolver) not in _resolvers:
        _resolvers.append((order, resolver))
        _resolvers.sort(key=lambda pair: pair[0])


def landing_page(user: Any) -> str:
    """Return the path of the user's own home page; empty when nobody claims the user."""
    return next((path for _, resolver in _resolvers if (path := resolver(user))), "")
