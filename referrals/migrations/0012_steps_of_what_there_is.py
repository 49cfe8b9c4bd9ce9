"""Write the steps of the referrals that there are: by their change log, and where that has a gap by the shortest way."""

from collections import deque
from typing import Any

from django.db import migrations

_AT_ONCE = 500
#: The moves as they stood when this was written.
_WAYS = {
    "draft": ("sent", "withdrawn"),
    "sent": ("accepted", "asked", "declined", "returned", "waiting-list", "withdrawn"),
    "asked": ("accepted", "declined", "returned", "sent", "waiting-list", "withdrawn"),
    "returned": ("accepted", "asked", "declined", "sent", "waiting-list", "withdrawn"),
    "accepted": ("ended-early", "in-progress", "waiting-list", "withdrawn"),
    "waiting-list": ("ended-early", "in-progress", "withdrawn"),
    "in-progress": ("completed", "ended-early", "on-hold", "withdrawn"),
    "on-hold": ("ended-early", "in-progress", "withdrawn"),
}


def write_steps(apps: Any, schema_editor: Any) -> None:
    """Give every referral its steps and let it stand on the last."""
    referrals = apps.get_model("referrals", "Referral").objects
    keys = list(referrals.filter(stands=None).order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(keys), _AT_ONCE):
        _write(apps, keys[start : start + _AT_ONCE])


def _write(apps: Any, keys: list[Any]) -> None:
    referral, step = apps.get_model("referrals", "Referral"), apps.get_model("referrals", "Step")
    log: dict[Any, list[tuple[str, str]]] = {key: [] for key in keys}
    events = apps.get_model("referrals", "ReferralEvent").objects.filter(referral__in=keys)
    for key, before, after in events.order_by("number").values_list("referral", "from_status", "to_status"):
        if before != after:
            log[key].append((before, after))
    rows = list(referral.objects.filter(pk__in=keys))
    made = []
    for row in rows:
        states = _states(log[row.pk], row.previous_status, row.status)
        made += _steps(step, row.reference, states)
        row.stands_id = made[-1].head
    step.objects.bulk_create(made)
    referral.objects.bulk_update(rows, ["stands"])


def _states(log: list[tuple[str, str]], before: str, status: str) -> list[str]:
    """Return the states in order, from draft to where the referral stands."""
    states = ["draft"]
    for came_from, went_to in log:
        if came_from == states[-1] and went_to in _WAYS.get(came_from, ()):
            states.append(went_to)
    ends = ["", *states][-2:]
    return states if ends == [before, status] else [*_way_to(before), status] if before else ["draft"]


def _way_to(state: str) -> list[str]:
    """Return the shortest legal way from draft."""
    ways = deque([["draft"]])
    while ways[0][-1] != state:
        way = ways.popleft()
        ways.extend([*way, following] for following in _WAYS.get(way[-1], ()))
    return ways[0]


def _steps(step: Any, reference: str, states: list[str]) -> list[Any]:
    found = []
    for number, (before, after) in enumerate(zip(["", *states], states, strict=False)):
        is_last = number == len(states) - 1
        found.append(
            step(
                referral_id=reference,
                number=number,
                from_status=before,
                to_status=after,
                follows_id=f"{reference}:{number - 1}:{before}" if number else None,
                head=f"{reference}:{before}:{after}" if is_last else None,
                passed=None if is_last else f"{reference}:{number}:{after}",
            )
        )
    return found


class Migration(migrations.Migration):
    dependencies = [("referrals", "0011_steps")]

    operations = [migrations.RunPython(write_steps, migrations.RunPython.noop)]
