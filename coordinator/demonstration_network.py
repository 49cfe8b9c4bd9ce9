"""Made-up work with others at the made-up prison: what its `demonstration.py` loads after the desk's own."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from coordinator.actions.involvement import save_involvement
from coordinator.models import Involvement, Route
from directory.models import Prison

ASKED = (
    (
        70,
        Route.WING_REP,
        "What would make it easier to ask for a service?",
        "Eight wing representatives",
        "The poster was too high up and the words too long. A slip under the door would do.",
        "A slip in plain words now stands in the wing office, and the poster hangs beside the servery.",
        50,
    ),
    (
        40,
        Route.SURVEY,
        "Which times suit you for groups?",
        "62 people on three wings",
        "Not on Friday afternoons: that is when families ring.",
        "Two groups moved from Friday to Tuesday.",
        None,
    ),
    (
        12,
        Route.GROUP,
        "What is missing for people who leave soon?",
        "A discussion group on the resettlement wing",
        "Somebody who explains how to open a bank account.",
        "",
        None,
    ),
)


def load_network(prison: Prison, by: Any) -> None:
    """Add what a prison and its organisations do together. Safe to run again."""
    if not Involvement.objects.filter(prison=prison).exists():
        _involvement(prison, by)


def _involvement(prison: Prison, by: Any) -> None:
    today = timezone.localdate()
    for days, route, asked, said_by, said, changed, told in ASKED:
        save_involvement(
            prison=prison,
            by=by,
            on=today - timedelta(days=days),
            route=route,
            asked=asked,
            said_by=said_by,
            said=said,
            changed=changed,
            told_back_on=today - timedelta(days=told) if told else None,
        )
