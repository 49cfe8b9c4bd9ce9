"""The chain of steps by which the database itself refuses a move that the workflow does not know.

One row for each state a referral has been in. A step follows the one before it, and only the last one, which nothing
follows, has a `head` for the referral to stand on (docs/adr/0051-the-database-refuses-illegal-moves.md).
"""

from typing import Any

from django.db import models
from django.db.models import F, Q, TextField, Value
from django.db.models.functions import Cast, Concat

from referrals.enums import Status
from referrals.workflow import LEGAL_PAIRS

#: How a chain begins, and every legal move after it.
_BEGIN = ("", Status.DRAFT.value)
STEPS = (_BEGIN, *sorted(LEGAL_PAIRS))


def head_of(reference: str, before: str, status: str) -> str:
    """Return what a referral that came from one state into another stands on."""
    return f"{reference}:{before}:{status}"


def passed_of(reference: str, number: int, status: str) -> str:
    """Return what the next step follows, once a step is not the last any more."""
    return f"{reference}:{number}:{status}"


def _text(*parts: Any) -> Concat:
    """Return an expression of the same text, for a condition."""
    pieces: list[Any] = []
    for part in parts:
        pieces += [Value(":"), part]
    return Concat(*pieces[1:], output_field=TextField())


def _legal() -> Q:
    condition = Q()
    for before, status in STEPS:
        condition |= Q(from_status=before, to_status=status)
    return condition


_NUMBER = Cast("number", TextField())
_NUMBER_BEFORE = Cast(F("number") - 1, TextField())
_HEAD = _text(F("referral"), F("from_status"), F("to_status"))
_PASSED = _text(F("referral"), _NUMBER, F("to_status"))
_FOLLOWS = _text(F("referral"), _NUMBER_BEFORE, F("from_status"))


class Step(models.Model):
    """That a referral came from one state into another, as its `number`th step from 0. Written by `actions.steps`."""

    referral = models.ForeignKey("referrals.Referral", models.CASCADE, to_field="reference", related_name="steps")
    number = models.PositiveIntegerField()
    from_status = models.CharField(max_length=20, blank=True)
    to_status = models.CharField(max_length=20)
    head = models.CharField(max_length=60, null=True, unique=True, help_text="Of the last step only.")
    passed = models.CharField(max_length=60, null=True, unique=True, help_text="Of every step but the last.")
    # What a referral stands on and what was before it go together, or not at all.
    follows = models.OneToOneField("self", models.DO_NOTHING, to_field="passed", null=True, related_name="+")

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["referral", "number"], name="referrals_step_numbered_once"),
            models.CheckConstraint(condition=_legal(), name="referrals_step_is_a_legal_move"),
            models.CheckConstraint(
                condition=Q(number=0, from_status="", follows=None)
                | (Q(number__gt=0, follows__isnull=False) & Q(follows=_FOLLOWS)),
                name="referrals_step_follows_where_the_last_one_led",
            ),
            models.CheckConstraint(
                condition=(Q(head__isnull=False, passed=None) & Q(head=_HEAD))
                | (Q(head=None, passed__isnull=False) & Q(passed=_PASSED)),
                name="referrals_step_is_last_or_passed",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.referral_id} {self.number} {self.to_status}"
