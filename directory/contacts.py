"""Whom to ring in a prison. The voluntary sector coordinator is known to an app above, which says so here."""

from collections.abc import Callable, Iterable

from directory.enums import ContactFunction
from directory.models import Prison, PrisonContact

Resolver = Callable[[Prison], Iterable[PrisonContact]]

_coordinators: list[Resolver] = []


def register_coordinators(resolver: Resolver) -> None:
    """Say who knows a prison's coordinator: returns contacts that are not saved, or none."""
    if resolver not in _coordinators:
        _coordinators.append(resolver)


def contacts_of(prison: Prison) -> list[PrisonContact]:
    """Return a prison's contacts; whoever is appointed coordinator stands in place of a coordinator typed in."""
    typed = list(prison.contacts.all())
    appointed = [contact for resolver in _coordinators for contact in resolver(prison)]
    if not appointed:
        return typed
    return [*appointed, *(each for each in typed if each.function != ContactFunction.COORDINATOR)]
