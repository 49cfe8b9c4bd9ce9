"""Where applications stand, how long they have stood there, and whom they wait for."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from volunteers.enums import PIPELINE, Stage
from volunteers.models import Application, StageRule

GREEN, AMBER, RED = "green", "yellow", "red"


@dataclass(frozen=True)
class Waiting:
    """One application with its clock."""

    application: Application
    days: int
    colour: str
    words: str
    waits_for: str


def with_clocks(applications: Iterable[Application], on: date) -> list[Waiting]:
    """Return applications with the colour of their stage's clock; those that ended have none. One query for all."""
    rules = {rule.stage: rule for rule in StageRule.objects.all()}
    return [_waiting(application, rules.get(application.stage), on) for application in applications]


def _waiting(application: Application, rule: StageRule | None, on: date) -> Waiting:
    days = (on - application.stage_since).days
    if rule is None or application.stage not in PIPELINE:
        return Waiting(application, days, "", "", "")
    if days > rule.max_days:
        return Waiting(application, days, RED, f"Late: more than {rule.max_days} days", rule.waits_for)
    if days > rule.ideal_days:
        return Waiting(application, days, AMBER, f"Slow: more than {rule.ideal_days} days", rule.waits_for)
    return Waiting(application, days, GREEN, "In time", rule.waits_for)


def as_board(rows: list[Waiting]) -> list[tuple[str, list[Waiting]]]:
    """Return the stages in their order, each with its applications."""
    return [(Stage(stage).label, [row for row in rows if row.application.stage == stage]) for stage in PIPELINE]
