"""The rules of retention, registered by the apps."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.apps import apps
from django.db import models

from core.privacy import EMPTIED, declaration

Rows = models.QuerySet[Any]


@dataclass(frozen=True)
class Rule:
    """One rule: which rows' time is over, and what becomes of them.

    `days` reads how long from a settings row, so that an administrator changes it. `due` is given the moment
    before which a row must have ended and returns those rows, **without the ones that are done already**: the run
    repeats until none is left. `carry_out` is given a few locked rows; without it they are emptied as `privacy.py`
    says (`core.retention.empty`), and a rule that takes rows away altogether says `carry_out=delete`.

    `held_through` names the longer paths from a row to what a legal hold may be placed on ("request__person"), besides
    the row itself, what it points at and what is deleted with it (`core.retention.keeping`). `covers` names every table
    whose personal fields the rule ends.
    """

    code: str
    label: str
    sentence: str
    days: Callable[[], int]
    due: Callable[[datetime], Rows]
    covers: tuple[type[models.Model], ...]
    carry_out: Callable[[Rows], Any] | None = None
    held_through: tuple[str, ...] = ()
    order: int = 100


_rules: dict[str, Rule] = {}


def register(rule: Rule) -> Rule:
    """Declare a rule. Raises ValueError when another has its code."""
    if rule.code in _rules and _rules[rule.code] != rule:
        raise ValueError(f"The retention rule {rule.code} is declared twice.")
    _rules[rule.code] = rule
    return rule


def all_rules() -> list[Rule]:
    """Return every rule in the order in which they run."""
    return sorted(_rules.values(), key=lambda rule: (rule.order, rule.code))


def delete(rows: Rows) -> None:
    """Carry a rule out by deleting the rows, with all that belongs to them alone."""
    rows.delete()


def uncovered(app_labels: set[str]) -> list[str]:
    """Return the tables of the apps that hold something which must go one day and that no rule covers."""
    covered = {table for rule in _rules.values() for table in rule.covers}
    return sorted(
        table._meta.label
        for table in apps.get_models()
        if table._meta.app_label in app_labels and table not in covered and _must_go(table)
    )


def _must_go(table: type[models.Model]) -> bool:
    return any(field.after in EMPTIED for field in declaration(table).values())
