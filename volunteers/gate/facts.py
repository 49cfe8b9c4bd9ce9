"""The plain facts that the gate decides by, and its answer. No table is known here."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum


class Need(StrEnum):
    """The kinds of things that can be missing. Overrides name them."""

    ENGAGEMENT = "engagement"
    CLEARANCE = "clearance"
    CLEARANCE_REFUSED = "clearance-refused"
    APPROVAL = "approval"
    APPROVAL_REFUSED = "approval-refused"
    ACCESS = "access"
    TRAINING = "training"


#: Somebody decided against it: no manager at a gate may override that.
NEVER_OVERRIDDEN = frozenset({Need.CLEARANCE_REFUSED, Need.APPROVAL_REFUSED})


_TO_THEMSELVES = (
    ("Their role", "Your role"),
    ("They ", "You "),
    ("theirs is", "yours is"),
    ("approve them", "approve you"),
)


@dataclass(frozen=True)
class Missing:
    """One thing that is missing: what, in a sentence, and the day it ended or begins, where there is one.

    `code` is the need with what it is about ("training:acct-awareness"), so that an override covers just that.
    """

    need: Need
    words: str
    about: str = ""
    until: date | None = None

    @property
    def code(self) -> str:
        """Return what an override names."""
        return f"{self.need}:{self.about}" if self.about else str(self.need)

    @property
    def own_words(self) -> str:
        """Return the sentence as it is said to the person themselves."""
        said = self.words
        for others, own in _TO_THEMSELVES:
            said = said.replace(others, own, 1)
        return said


@dataclass(frozen=True)
class Level:
    """A clearance level: the higher the rank, the higher the level."""

    rank: int
    label: str
    slug: str = ""


@dataclass(frozen=True)
class Module:
    """A training module."""

    slug: str
    label: str
    face_to_face: bool = False


@dataclass(frozen=True)
class Access:
    """A way of moving about, and what it needs."""

    slug: str
    label: str
    level: Level | None = None
    modules: tuple[Module, ...] = ()
    in_every_approval: bool = False


@dataclass(frozen=True)
class Party:
    """For whom or as what somebody comes in, an organisation or a role: its key, and what it is called."""

    key: str
    label: str


@dataclass(frozen=True)
class Requirement:
    """What an entry needs: the role's level and training, those of each way of moving about, and for whom it is.

    Work for somebody else opens no door: an entry for a role needs that role, and one for an organisation needs to
    be engaged by it. One of neither is the prison's own, and any work here will do.
    """

    access: tuple[Access, ...] = ()
    level: Level | None = None
    modules: tuple[Module, ...] = ()
    role: Party | None = None
    organisation: Party | None = None

    @property
    def lowest_level(self) -> Level | None:
        """Return the highest of the levels asked for: a clearance must reach it."""
        asked = [self.level, *(access.level for access in self.access)]
        return max((level for level in asked if level), key=lambda level: level.rank, default=None)

    @property
    def all_modules(self) -> tuple[Module, ...]:
        """Return each module once, in the order in which they are asked for."""
        asked = {module.slug: module for module in self.modules}
        for access in self.access:
            asked |= {module.slug: module for module in access.modules if module.slug not in asked}
        return tuple(asked.values())


@dataclass(frozen=True)
class Clearance:
    """One clearance of the person. `since` is the day of its status: limits can come long after the decision."""

    status: str
    level: Level
    decided_on: date | None = None
    expires_on: date | None = None
    since: date | None = None


@dataclass(frozen=True)
class Approval:
    """What the prison has decided, and which ways of moving about that covers."""

    status: str
    access: frozenset[str] = frozenset()
    asked_on: date | None = None
    decided_on: date | None = None
    expires_on: date | None = None


@dataclass(frozen=True)
class Training:
    """One completion of a module."""

    completed_on: date
    expires_on: date | None = None
    face_to_face: bool = False


@dataclass(frozen=True)
class Engagement:
    """One engagement that reaches this prison, from and to (open ends are None): for whom and in which role, by key."""

    starts_on: date
    ends_on: date | None = None
    paused_on: date | None = None
    organisation: str = ""
    role: str = ""


@dataclass(frozen=True)
class Override:
    """A named manager's decision to let somebody in although something is missing."""

    covers: frozenset[str]
    starts_on: date
    ends_on: date
    approver: str
    reason: str


@dataclass(frozen=True)
class Standing:
    """All that is known of one person at one prison."""

    engagements: tuple[Engagement, ...] = ()
    clearances: tuple[Clearance, ...] = ()
    approval: Approval | None = None
    training: Mapping[str, tuple[Training, ...]] = field(default_factory=dict)
    overrides: tuple[Override, ...] = ()


@dataclass(frozen=True)
class Answer:
    """Whether somebody may enter, what is missing, what a manager overrode, and how long all of it holds."""

    missing: tuple[Missing, ...] = ()
    overridden: tuple[tuple[Missing, Override], ...] = ()
    good_until: date | None = None

    @property
    def may_enter(self) -> bool:
        """Say whether nothing is missing that nobody overrode."""
        return not self.missing
