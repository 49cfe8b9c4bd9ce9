"""Who else loads something into the demonstration: apps above the directory, which it may not import.

An app writes, in its `demonstration.py`:

    @loads(order=20)
    def load_referrals() -> None:
        "Load made-up referrals. Safe to run again."
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.module_loading import autodiscover_modules

Load = Callable[[], None]


@dataclass(frozen=True)
class _Loader:
    """One registered function and its place in the order."""

    order: int
    load: Load


_loaders: dict[str, _Loader] = {}


def loads(*, order: int = 100) -> Callable[[Load], Load]:
    """Register a function that adds made-up data after the prisons, listings and people; the lowest order first.

    It runs inside the loading's transaction, in demonstration mode only, and must be safe to run again.
    """

    def note(load: Load) -> Load:
        _loaders[f"{load.__module__}.{load.__qualname__}"] = _Loader(order, load)
        return load

    return note


def run_loaders() -> None:
    """Import every app's `demonstration` module and run what they registered."""
    autodiscover_modules("demonstration")
    for _name, loader in sorted(_loaders.items(), key=lambda item: (item[1].order, item[0])):
        loader.load()
