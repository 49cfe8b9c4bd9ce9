"""Where applications stand, how long they have stood there, and whom they wait for."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, QuerySet

from volunteers.enums import PIPELINE, Stage
from volunteers.models import Application, StageRule

GREEN, AMBER, RED = "green", "yellow", "red"
#: The columns of the board: who waits, and whose way in is paused.
ON_BOARD = (*PIPELINE, Stage.PAUSED)


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


@dataclass(frozen=True)
class Column:
    """One stage of the board: how many stand in it, and those who have stood there longest."""

    label: str
    total: int
    waiting: list[Waiting]

    @property
    def more(self) -> int:
        """Return how many the board leaves out."""
        return self.total - len(self.waiting)


def as_board(applications: QuerySet[Application], on: date, *, most: int) -> list[Column]:
    """Return the stages in their order, each with at most so many applications. The queries do not grow."""
    held = dict(applications.order_by().values_list("stage").annotate(Count("pk")))
    shown = [one for stage in ON_BOARD for one in applications.filter(stage=stage)[:most]]
    rows = with_clocks(shown, on)
    return [
        Column(Stage(stage).label, held.get(stage, 0), [row for row in rows if row.application.stage == stage])
        for stage in ON_BOARD
    ]
