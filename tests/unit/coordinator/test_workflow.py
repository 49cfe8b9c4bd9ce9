"""Every pair of states of an organisation in a prison: the moves between them, and no others."""

from itertools import product

import pytest

from coordinator.enums import EngagementState as S
from coordinator.workflow import MOVES, moves_from

LEGAL = {
    (S.ONBOARDING, S.ACTIVE),
    (S.ACTIVE, S.REVIEW),
    (S.REVIEW, S.ACTIVE),
    (S.ONBOARDING, S.LEAVING),
    (S.ACTIVE, S.LEAVING),
    (S.REVIEW, S.LEAVING),
    (S.LEAVING, S.REVIEW),
    (S.LEAVING, S.LEFT),
}


@pytest.mark.parametrize(("source", "target"), list(product(S, S)))
def test_only_these_moves_exist(source, target):
    assert any(move.target == target for move in moves_from(source)) == ((source, target) in LEGAL)


def test_nobody_starts_work_or_carries_on_without_the_checklist():
    assert all(move.checklist_needed for move in MOVES.values() if move.target == S.ACTIVE)
    assert moves_from(S.LEFT) == []
