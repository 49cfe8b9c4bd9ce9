"""What a scope is to core: something a role can be held in."""

from typing import Protocol


class Scope(Protocol):
    """Whatever a role can be held in: says its kind ("prison") and its key ("EXI")."""

    scope_kind: str

    @property
    def scope_key(self) -> str: ...
