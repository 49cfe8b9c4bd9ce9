"""What a scope is to core: something a role can be held in."""

from dataclasses import dataclass
from typing import Protocol


class Scope(Protocol):
    """Whatever a role can be held in: says its kind ("team") and its key ("QX")."""

    @property
    def scope_kind(self) -> str: ...

    @property
    def scope_key(self) -> str: ...


@dataclass(frozen=True)
class Place:
    """A scope of which only kind and key are known, so that nothing need be fetched to name it."""

    scope_kind: str
    scope_key: str
