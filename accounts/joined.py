"""What else happens when an invitation is taken up: apps register it in their `joined.py` (autodiscovered).

    register(link_record)

A function is called as `hear(invitation=…, user=…)` inside the transaction that takes the invitation up. It raises
ValidationError when that must not be.
"""

from collections.abc import Callable

_hearing: list[Callable[..., None]] = []


def register(hear: Callable[..., None]) -> None:
    """Have a function called when an invitation is taken up."""
    if hear not in _hearing:
        _hearing.append(hear)


def all_hearing() -> list[Callable[..., None]]:
    """Return what is called."""
    return list(_hearing)
