"""What every template is told about where the user works."""

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from accounts.current_scope import code_of, current_scope, scopes_held


def scopes(request: HttpRequest) -> dict[str, Any]:
    """Return the user's prisons and organisations to switch between; worked out only where a template asks.

    `scope_choices` is empty for whoever has only one.
    """

    def choices() -> list[dict[str, Any]]:
        held = scopes_held(request)
        if len(held) < 2:
            return []
        chosen = code_of(current_scope(request))
        return [{"code": code_of(scope), "name": str(scope), "chosen": code_of(scope) == chosen} for scope in held]

    return {"scope_choices": SimpleLazyObject(choices)}
