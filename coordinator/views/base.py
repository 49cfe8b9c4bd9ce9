"""What the screens of the desk share: the prison in the address, and the tabs between its pages."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from accounts import guardian
from accounts.roles import COORDINATE, MANAGE_PEOPLE, SEE_EVIDENCE
from directory.models import Prison


@dataclass(frozen=True)
class Tab:
    """One page of the desk, and what opens it."""

    name: str
    label: str
    permission: str = COORDINATE


TABS = (
    Tab("worklist", "Worklist"),
    Tab("organisations", "Organisations"),
    Tab("network", "Working together", SEE_EVIDENCE),
    Tab("gaps", "Gaps", SEE_EVIDENCE),
    Tab("measures", "Measures", SEE_EVIDENCE),
    Tab("evidence", "Evidence", SEE_EVIDENCE),
    Tab("people", "Posts and handover", MANAGE_PEOPLE),
)


def tabs(user: Any, prison: Prison, current: str) -> list[dict[str, Any]]:
    """Return the pages of a prison's desk that the user may open, for the sub-navigation."""
    may = {permission for permission in {tab.permission for tab in TABS} if guardian.can(user, permission, prison)}
    return [
        {
            "label": tab.label,
            "url": reverse(f"coordinator:{tab.name}", args=[prison.code]),
            "current": tab.name == current,
        }
        for tab in TABS
        if tab.permission in may
    ]


def desk_page(request: HttpRequest, template: str, prison: Prison, *, tab: str = "", **context: Any) -> HttpResponse:
    """Draw a page of a prison's desk."""
    request.scope_name = prison.name  # type: ignore[attr-defined]
    return render(request, template, {"prison": prison, "tabs": tabs(request.user, prison, tab), **context})
