"""Who may enter a prison on a day: one pure function over plain facts.

Days are days in London. A thing that is "valid up to and including" a day holds on that day and not on the next.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from volunteers.enums import APPROVAL_REFUSED, CLEARED, IN_PROCESS, REFUSED, ApprovalStatus, ClearanceStatus

LONDON = ZoneInfo("Europe/London")


def day_of(moment: datetime) -> date:
    """Return the day it is in London at a moment. Raises ValueError for a moment without a time zone."""
    if moment.tzinfo is None:
        raise ValueError("Say in which time zone the moment is.")
    return moment.astimezone(LONDON).date()


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
class Requirement:
    """What an entry needs: the role's level and training, and those of each way of moving about."""

    access: tuple[Access, ...] = ()
    level: Level | None = None
    modules: tuple[Module, ...] = ()

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
    """One clearance of the person."""

    status: str
    level: Level
    decided_on: date | None = None
    expires_on: date | None = None


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
    """One engagement, from and to; open ends are None."""

    starts_on: date
    ends_on: date | None = None
    paused_on: date | None = None


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


def may_enter(standing: Standing, requirement: Requirement, on: date | datetime) -> Answer:
    """Say whether somebody may enter on a day (or at a moment, in any time zone), and if not, why not."""
    day = day_of(on) if isinstance(on, datetime) else on
    found = what_is_missing(standing, requirement, day)
    valid = [override for override in standing.overrides if override.starts_on <= day <= override.ends_on]
    left: list[Missing] = []
    overridden: list[tuple[Missing, Override]] = []
    for lack in found:
        by = next((override for override in valid if lack.code in override.covers), None)
        if by is None or lack.need in NEVER_OVERRIDDEN:
            left.append(lack)
        else:
            overridden.append((lack, by))
    ends = [override.ends_on for _lack, override in overridden]
    until = min([*ends, *_ends(standing, requirement, day)], default=None)
    return Answer(tuple(left), tuple(overridden), None if left else until)


def what_is_missing(standing: Standing, requirement: Requirement, on: date) -> tuple[Missing, ...]:
    """Return everything that is missing for an entry on a day, overrides aside, in the order to mend it."""
    return (
        *_engagement(standing, on),
        *_clearance(standing, requirement, on),
        *_approval(standing, requirement, on),
        *_training(standing, requirement, on),
    )


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


def _engaged(engagement: Engagement, on: date) -> bool:
    ended = engagement.ends_on is not None and engagement.ends_on < on
    paused = engagement.paused_on is not None and engagement.paused_on <= on
    return engagement.starts_on <= on and not ended and not paused


def _engagement(standing: Standing, on: date) -> Iterator[Missing]:
    engagements = standing.engagements
    if any(_engaged(engagement, on) for engagement in engagements):
        return
    paused = [e.paused_on for e in engagements if e.paused_on and e.paused_on <= on]
    coming = [e.starts_on for e in engagements if e.starts_on > on]
    ended = [e.ends_on for e in engagements if e.ends_on and e.ends_on < on]
    if coming:
        yield Missing(Need.ENGAGEMENT, f"Their role starts on {_day(min(coming))}.", until=min(coming))
    elif paused:
        yield Missing(Need.ENGAGEMENT, f"Their role has been paused since {_day(max(paused))}.", until=max(paused))
    elif ended:
        yield Missing(Need.ENGAGEMENT, f"Their role ended on {_day(max(ended))}.", until=max(ended))
    else:
        yield Missing(Need.ENGAGEMENT, "They have no role with an organisation.")


def _holds(clearance: Clearance, on: date) -> bool:
    decided = clearance.decided_on is not None and clearance.decided_on <= on
    return clearance.status in CLEARED and decided and clearance.expires_on is not None and on <= clearance.expires_on


def _holding(standing: Standing, requirement: Requirement, on: date) -> list[Clearance]:
    """Return the clearances that are high enough and hold on the day, the longest first."""
    lowest = requirement.lowest_level
    holding = [c for c in standing.clearances if _holds(c, on) and (lowest is None or c.level.rank >= lowest.rank)]
    return sorted(holding, key=lambda clearance: clearance.expires_on or on, reverse=True)


def _clearance(standing: Standing, requirement: Requirement, on: date) -> Iterator[Missing]:
    lowest = requirement.lowest_level
    holding = _holding(standing, requirement, on)
    refused = _refused(standing, holding)
    if refused is not None:
        words = f"The {refused.level.label} clearance is: {ClearanceStatus(refused.status).label.lower()}."
        yield Missing(Need.CLEARANCE_REFUSED, words, until=refused.decided_on)
    elif lowest is not None and not holding:
        yield replace(_why_no_clearance(standing.clearances, lowest, on), about=lowest.slug)


def _refused(standing: Standing, holding: list[Clearance]) -> Clearance | None:
    """Return a decision against the person: a suspension always, others unless a clearance was given later.

    A request that was withdrawn before anybody decided is no decision.
    """
    latest = max((clearance.decided_on for clearance in holding if clearance.decided_on), default=None)
    for clearance in standing.clearances:
        if clearance.status == ClearanceStatus.SUSPENDED:
            return clearance
        decided = clearance.decided_on if clearance.status in REFUSED else None
        if decided is not None and (latest is None or decided > latest):
            return clearance
    return None


def _why_no_clearance(clearances: tuple[Clearance, ...], lowest: Level, on: date) -> Missing:
    """Say why none holds: the nearest to holding decides the words."""
    wanted = f"{lowest.label} clearance or higher"
    high = [clearance for clearance in clearances if clearance.level.rank >= lowest.rank]
    low = [clearance for clearance in clearances if _holds(clearance, on)]
    given = [c for c in high if c.status in CLEARED and c.decided_on and c.expires_on]
    coming = [c for c in given if c.decided_on and c.decided_on > on]
    over = [c for c in high if c.expires_on and c.expires_on < on]
    process = [c for c in high if c.status in IN_PROCESS]
    ended = [c for c in high if c.status in (ClearanceStatus.EXPIRED, ClearanceStatus.LAPSED)]
    if coming:
        starts = min(c.decided_on for c in coming if c.decided_on)
        return Missing(Need.CLEARANCE, f"{wanted} is needed: it holds from {_day(starts)}.", until=starts)
    if process:
        label = ClearanceStatus(process[0].status).label.lower()
        return Missing(Need.CLEARANCE, f"{wanted} is needed: it is in process ({label}).")
    if over:
        end = max(c.expires_on for c in over if c.expires_on)
        return Missing(Need.CLEARANCE, f"{wanted} is needed: it expired on {_day(end)}.", until=end)
    if ended:
        label = ClearanceStatus(ended[0].status).label.lower()
        return Missing(Need.CLEARANCE, f"{wanted} is needed: it has {label}.")
    if low:
        return Missing(Need.CLEARANCE, f"{wanted} is needed: theirs is {low[0].level.label}.")
    return Missing(Need.CLEARANCE, f"{wanted} is needed: none has been started.")


def _approval(standing: Standing, requirement: Requirement, on: date) -> Iterator[Missing]:
    approval = standing.approval
    if approval is None or approval.status == ApprovalStatus.NOT_ASKED:
        yield Missing(Need.APPROVAL, "This prison has not been asked to approve them.")
    elif approval.status == ApprovalStatus.ASKED:
        since = f" since {_day(approval.asked_on)}" if approval.asked_on else ""
        yield Missing(Need.APPROVAL, f"This prison’s approval has been waited for{since}.", until=approval.asked_on)
    elif approval.status in APPROVAL_REFUSED:
        label = ApprovalStatus(approval.status).label.lower()
        yield Missing(Need.APPROVAL_REFUSED, f"This prison’s approval is: {label}.", until=approval.decided_on)
    elif approval.decided_on is None or approval.decided_on > on:
        words = "This prison’s approval does not hold yet."
        yield Missing(Need.APPROVAL, words, until=approval.decided_on)
    elif approval.expires_on is not None and approval.expires_on < on:
        words = f"This prison’s approval ended on {_day(approval.expires_on)}."
        yield Missing(Need.APPROVAL, words, until=approval.expires_on)
    else:
        yield from _limits(standing, requirement, approval, on)
        yield from _access(requirement, approval)


def _limits(standing: Standing, requirement: Requirement, approval: Approval, on: date) -> Iterator[Missing]:
    """Ask for an approval that knew of the limits, where only a clearance with limits holds."""
    holding = _holding(standing, requirement, on)
    if not holding or any(clearance.status == ClearanceStatus.CLEARED for clearance in holding):
        return
    known = [c for c in holding if c.decided_on and approval.decided_on and c.decided_on <= approval.decided_on]
    if not known:
        words = "The clearance has limits that this prison has not decided about: its approval is older."
        yield Missing(Need.APPROVAL, words, about="limits", until=approval.decided_on)


def _access(requirement: Requirement, approval: Approval) -> Iterator[Missing]:
    for access in requirement.access:
        if not access.in_every_approval and access.slug not in approval.access:
            words = f"This prison’s approval does not cover: {access.label.lower()}."
            yield Missing(Need.ACCESS, words, about=access.slug)


def _trained(module: Module, records: tuple[Training, ...], on: date) -> list[Training]:
    """Return the completions that count on the day."""
    return [
        record
        for record in records
        if record.completed_on <= on
        and (record.expires_on is None or record.expires_on >= on)
        and (record.face_to_face or not module.face_to_face)
    ]


def _training(standing: Standing, requirement: Requirement, on: date) -> Iterator[Missing]:
    for module in requirement.all_modules:
        records = standing.training.get(module.slug, ())
        if _trained(module, records, on):
            continue
        over = [record.expires_on for record in records if record.expires_on and record.expires_on < on]
        coming = [record.completed_on for record in records if record.completed_on > on]
        words, until = f"{module.label}: not done yet.", None
        if over:
            until = max(over)
            words = f"{module.label}: expired on {_day(until)}."
        elif coming:
            until = min(coming)
            words = f"{module.label}: counts from {_day(until)}."
        elif records:
            words = f"{module.label}: has to be face to face."
        yield Missing(Need.TRAINING, words, about=module.slug, until=until)


def _ends(standing: Standing, requirement: Requirement, on: date) -> Iterator[date]:
    """Yield the last day of each thing that holds today: what ends first ends the entry."""
    engaged = [e.ends_on for e in standing.engagements if _engaged(e, on)]
    if engaged and all(engaged):
        yield max(day for day in engaged if day)
    if requirement.lowest_level is not None:
        yield from [end for clearance in _holding(standing, requirement, on)[:1] if (end := clearance.expires_on)]
    approval = standing.approval
    if approval and approval.status == ApprovalStatus.APPROVED and approval.expires_on and approval.expires_on >= on:
        yield approval.expires_on
    for module in requirement.all_modules:
        records = _trained(module, standing.training.get(module.slug, ()), on)
        if records and all(record.expires_on for record in records):
            yield max(record.expires_on for record in records if record.expires_on)
