"""The referral workflow as data: every legal move, who may make it, what it needs and what it is called.

The views, the actions, the database's constraint, the generated diagram in docs/ and the test of every pair of
states all read this table. It knows its enums and nothing else of the project.
"""

from dataclasses import dataclass, field

from django.db.models import TextChoices

from referrals.enums import OPEN, Actor, DeclineReason, EndReason, HoldReason, Status, WithdrawReason

_S, _A = Status, Actor
_NO_REASON: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Move:
    """One named move: from which states to which, by whom, with which reasons, and whom it tells."""

    code: str
    label: str
    sources: tuple[Status, ...]
    target: Status
    actors: frozenset[Actor]
    reasons: frozenset[str] = _NO_REASON
    note_needed: bool = False
    tells: frozenset[Actor] = field(default_factory=frozenset)

    @property
    def reason_needed(self) -> bool:
        """Say whether the move must give one of its reasons."""
        return bool(self.reasons)

    @property
    def event(self) -> str:
        """Return the name under which the audit trail records the move."""
        return f"referral.{self.code}"


def _move(
    code: str,
    label: str,
    sources: tuple[Status, ...],
    target: Status,
    *actors: Actor,
    tells: tuple[Actor, ...] = (),
    reasons: type[TextChoices] | None = None,
    note_needed: bool = False,
) -> Move:
    values = frozenset(reasons.values) if reasons is not None else _NO_REASON
    return Move(code, label, sources, target, frozenset(actors), values, note_needed, frozenset(tells))


_ANSWERABLE = (_S.SENT, _S.ASKED, _S.RETURNED)

MOVES: dict[str, Move] = {
    move.code: move
    for move in (
        _move("send", "Send", (_S.DRAFT,), _S.SENT, _A.REFERRER, tells=(_A.ORGANISATION,)),
        _move("discard", "Discard the draft", (_S.DRAFT,), _S.WITHDRAWN, _A.REFERRER, _A.CLOCK),
        _move(
            "ask",
            "Ask for more information",
            (_S.SENT, _S.RETURNED),
            _S.ASKED,
            _A.ORGANISATION,
            tells=(_A.REFERRER,),
            note_needed=True,
        ),
        _move(
            "reply",
            "Answer the question",
            (_S.ASKED, _S.RETURNED),
            _S.SENT,
            _A.REFERRER,
            tells=(_A.ORGANISATION,),
            note_needed=True,
        ),
        _move("accept", "Accept", _ANSWERABLE, _S.ACCEPTED, _A.ORGANISATION, tells=(_A.REFERRER,)),
        _move(
            "decline",
            "Decline",
            _ANSWERABLE,
            _S.DECLINED,
            _A.ORGANISATION,
            reasons=DeclineReason,
            tells=(_A.REFERRER, _A.COORDINATOR),
        ),
        _move(
            "return",
            "Return to the coordinator",
            (_S.SENT, _S.ASKED),
            _S.RETURNED,
            _A.CLOCK,
            _A.COORDINATOR,
            tells=(_A.REFERRER, _A.COORDINATOR, _A.ORGANISATION),
        ),
        _move(
            "resend", "Ask the organisation again", (_S.RETURNED,), _S.SENT, _A.COORDINATOR, tells=(_A.ORGANISATION,)
        ),
        _move(
            "queue",
            "Put on the waiting list",
            (*_ANSWERABLE, _S.ACCEPTED),
            _S.WAITING_LIST,
            _A.ORGANISATION,
            tells=(_A.REFERRER,),
        ),
        _move(
            "start",
            "Start work",
            (_S.ACCEPTED, _S.WAITING_LIST),
            _S.IN_PROGRESS,
            _A.ORGANISATION,
            tells=(_A.REFERRER,),
        ),
        _move(
            "hold",
            "Put on hold",
            (_S.IN_PROGRESS,),
            _S.ON_HOLD,
            _A.ORGANISATION,
            reasons=HoldReason,
            tells=(_A.REFERRER,),
        ),
        _move("resume", "Resume", (_S.ON_HOLD,), _S.IN_PROGRESS, _A.ORGANISATION, tells=(_A.REFERRER,)),
        _move("complete", "Complete", (_S.IN_PROGRESS,), _S.COMPLETED, _A.ORGANISATION, tells=(_A.REFERRER,)),
        _move(
            "end-early",
            "End early",
            (_S.ACCEPTED, _S.WAITING_LIST, _S.IN_PROGRESS, _S.ON_HOLD),
            _S.ENDED_EARLY,
            _A.ORGANISATION,
            reasons=EndReason,
            tells=(_A.REFERRER, _A.COORDINATOR),
        ),
        _move(
            "withdraw",
            "Withdraw",
            OPEN,
            _S.WITHDRAWN,
            _A.REFERRER,
            reasons=WithdrawReason,
            tells=(_A.ORGANISATION,),
        ),
    )
}

#: Every legal pair of states. The database refuses any other.
LEGAL_PAIRS: frozenset[tuple[str, str]] = frozenset(
    (source.value, move.target.value) for move in MOVES.values() for source in move.sources
)


def moves_from(status: str, actors: frozenset[Actor] | set[Actor]) -> list[Move]:
    """Return the moves that somebody who is any of `actors` may make from a state, in the order of the table."""
    return [move for move in MOVES.values() if status in move.sources and move.actors & actors]


def mermaid() -> str:
    """Return the state diagram, for the generated document."""
    lines = ["stateDiagram-v2", "    [*] --> draft"]
    for move in MOVES.values():
        who = " or ".join(sorted(actor.label.lower() for actor in move.actors))
        lines += [f"    {_node(source)} --> {_node(move.target)}: {move.label} ({who})" for source in move.sources]
    lines += [
        f"    {_node(status)} --> [*]" for status in Status if not any(status in m.sources for m in MOVES.values())
    ]
    return "\n".join(lines)


def _node(status: Status) -> str:
    return status.value.replace("-", "_")
