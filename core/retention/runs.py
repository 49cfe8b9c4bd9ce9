"""The run: batch by batch, each in its own transaction with its audit row, safe to stop and to start again."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import structlog
from django.db import transaction
from django.utils import timezone

from core import audit
from core.models import PrivacySettings
from core.retention.emptying import empty
from core.retention.keeping import held
from core.retention.rules import Rows, Rule, all_rules

BATCH = 200


log = structlog.get_logger("alongside.retention")


@dataclass(frozen=True)
class Outcome:
    """What a rule did, or would do: how many rows, how many a legal hold keeps, and the error that stopped it."""

    rule: Rule
    count: int
    held: int
    error: str = ""


class NeverEnds(Exception):
    """A rule finds the same rows again after it was carried out."""


def simulate(*, at: datetime | None = None) -> list[Outcome]:
    """Return what a run would do at that moment (now when not given), and change nothing."""
    moment = at or timezone.now()
    return [Outcome(rule, *_counts(rule, moment)) for rule in all_rules()]


def run(*, at: datetime | None = None, batch: int = BATCH) -> list[Outcome]:
    """Carry every rule out; return what each did.

    Two runs at once share the work: each batch takes the lock of the settings row, so that a row is never carried
    out twice and a hold that is placed meanwhile counts for every batch after it. A rule that fails does not keep
    the others from being carried out; its outcome names the error.
    """
    moment = at or timezone.now()
    return [_run_rule(rule, moment, batch) for rule in all_rules()]


def _run_rule(rule: Rule, moment: datetime, size: int) -> Outcome:
    count = 0
    try:
        for done in _batches(rule, moment, size):
            count += done
        return Outcome(rule, count, _counts(rule, moment)[1])
    except Exception as error:  # the other rules' data must leave on time all the same
        log.error("retention rule failed", kind=rule.code, exc_info=True)
        return Outcome(rule, count, 0, type(error).__name__)


def _counts(rule: Rule, moment: datetime) -> tuple[int, int]:
    due = _due(rule, moment)
    free = due.exclude(held(due.model, rule.held_through))
    return free.count(), due.count() - free.count()


def _due(rule: Rule, moment: datetime) -> Rows:
    return rule.due(moment - timedelta(days=rule.days()))


def _batches(rule: Rule, moment: datetime, size: int) -> Iterator[int]:
    """Carry out what is due at the start: what becomes due meanwhile, such as a row about the run, waits."""
    left = _counts(rule, moment)[0]
    while left > 0 and (keys := _carry_out(rule, moment, size)):
        left -= len(keys)
        yield len(keys)
        if _due(rule, moment).filter(pk__in=keys).exists():
            raise NeverEnds(f"The retention rule {rule.code} finds rows again that it has carried out.")


@transaction.atomic
def _carry_out(rule: Rule, moment: datetime, size: int) -> set[Any]:
    """Carry a rule out for a few rows; return their keys, none when nothing is left."""
    PrivacySettings.load()
    PrivacySettings.objects.select_for_update().get(pk=1)
    due = _due(rule, moment)
    keys = list(due.exclude(held(due.model, rule.held_through)).values_list("pk", flat=True)[:size])
    if not keys:
        return set()
    model = due.model
    list(model._base_manager.filter(pk__in=keys).select_for_update(of=("self",)).values_list("pk", flat=True))
    # Somebody may have changed a row between our finding and our locking it.
    still = list(due.filter(pk__in=keys).values_list("pk", flat=True))
    (rule.carry_out or empty)(model._base_manager.filter(pk__in=still))
    audit.record("retention.carried_out", actor_label="retention", rule=rule.code, count=len(still))
    return set(keys)
