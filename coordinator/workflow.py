"""How an organisation comes to a prison, stays and goes, as data: every legal move and what it needs."""

from dataclasses import dataclass

from coordinator.enums import EngagementState

_S = EngagementState


@dataclass(frozen=True)
class Move:
    """One named move of an organisation in a prison."""

    code: str
    label: str
    sources: tuple[EngagementState, ...]
    target: EngagementState
    reason_needed: bool = False
    checklist_needed: bool = False


MOVES: dict[str, Move] = {
    move.code: move
    for move in (
        Move("start", "Everything is in place: start work", (_S.ONBOARDING,), _S.ACTIVE, checklist_needed=True),
        Move("review", "Start the yearly review", (_S.ACTIVE,), _S.REVIEW),
        Move("carry-on", "Reviewed: carry on", (_S.REVIEW,), _S.ACTIVE, checklist_needed=True),
        Move("leave", "They are leaving", (_S.ONBOARDING, _S.ACTIVE, _S.REVIEW), _S.LEAVING, reason_needed=True),
        Move("stay", "They stay after all", (_S.LEAVING,), _S.REVIEW),
        Move("left", "They have left", (_S.LEAVING,), _S.LEFT),
    )
}


def moves_from(state: str) -> list[Move]:
    """Return the moves that are legal in a state, in their order."""
    return [move for move in MOVES.values() if state in move.sources]
