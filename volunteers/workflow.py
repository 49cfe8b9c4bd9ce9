"""Which status of a clearance may follow which, as data. It knows its enums and nothing else of the project.

The vetting unit and the prison decide; this table only keeps what is recorded in step with what can have happened.
"""

from volunteers.enums import IN_PROCESS
from volunteers.enums import ClearanceStatus as S

_ENDS = frozenset({S.WITHDRAWN})
_ANSWERS = frozenset({S.CLEARED, S.CLEARED_WITH_LIMITS, S.NOT_CLEARED})
_AT_VETTING = frozenset({S.QUERY, S.ADDITIONAL_CONSIDERATION}) | _ANSWERS | _ENDS
_STOPS = frozenset({S.SUSPENDED, S.LAPSED, S.EXPIRED}) | _ENDS

CLEARANCE_MOVES: dict[str, frozenset[str]] = {
    S.NOT_STARTED: frozenset({S.GATHERING, S.SENT_TO_PRISON}) | _ENDS,
    S.GATHERING: frozenset({S.SENT_TO_PRISON}) | _ENDS,
    S.SENT_TO_PRISON: frozenset({S.GATHERING, S.WITH_VETTING}) | _AT_VETTING,
    S.WITH_VETTING: _AT_VETTING,
    S.QUERY: frozenset({S.GATHERING, S.WITH_VETTING}) | _AT_VETTING - {S.QUERY},
    S.ADDITIONAL_CONSIDERATION: frozenset({S.WITH_VETTING, S.QUERY}) | _ANSWERS | _ENDS,
    S.CLEARED: frozenset({S.CLEARED_WITH_LIMITS}) | _STOPS,
    S.CLEARED_WITH_LIMITS: frozenset({S.CLEARED}) | _STOPS,
    S.NOT_CLEARED: frozenset({S.RECONSIDERATION}) | _ENDS,
    S.RECONSIDERATION: _AT_VETTING,
    S.SUSPENDED: frozenset({S.CLEARED, S.CLEARED_WITH_LIMITS, S.LAPSED, S.EXPIRED}) | _ENDS,
    S.EXPIRED: frozenset(),
    S.LAPSED: frozenset(),
    S.WITHDRAWN: frozenset(),
}

#: What an organisation may record about its own people; everything later is the prison's to record.
ORGANISATION_RECORDS = frozenset({S.GATHERING, S.SENT_TO_PRISON, S.WITHDRAWN})


def organisation_records(before: str) -> frozenset[str]:
    """Return what an organisation may record next: nothing once somebody decided, or a suspension could be lifted."""
    return CLEARANCE_MOVES[before] & ORGANISATION_RECORDS if before in IN_PROCESS else frozenset()


def may_follow(before: str, after: str) -> bool:
    """Say whether one status may follow another."""
    return after in CLEARANCE_MOVES[before]
