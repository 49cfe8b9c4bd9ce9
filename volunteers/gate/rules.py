"""Who may enter a prison on a day: one pure function over plain facts.

Days are days in London. A thing that is "valid up to and including" a day holds on that day and not on the next.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from volunteers.enums import APPROVAL_REFUSED, CLEARED, IN_PROCESS, REFUSED, ApprovalStatus, ClearanceStatus
from volunteers.gate.facts import (
    NEVER_OVERRIDDEN,
    Answer,
    Approval,
    Clearance,
    Engagement,
    Level,
    Missing,
    Module,
    Need,
    Override,
    Requirement,
    Standing,
    Training,
)

LONDON = ZoneInfo("Europe/London")


def day_of(moment: datetime) -> date:
    """Return the day it is in London at a moment. Raises ValueError for a moment without a time zone."""
    if moment.tzinfo is None:
        raise ValueError("Say in which time zone the moment is.")
    return moment.astimezone(LONDON).date()


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
        *_engagement(standing, requirement, on),
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


def _serving(standing: Standing, requirement: Requirement) -> list[Engagement]:
    """Return the engagements that this entry is for."""
    role, organisation = requirement.role, requirement.organisation
    if role is not None:
        return [engagement for engagement in standing.engagements if engagement.role == role.key]
    if organisation is not None:
        return [engagement for engagement in standing.engagements if engagement.organisation == organisation.key]
    return list(standing.engagements)


def _engagement(standing: Standing, requirement: Requirement, on: date) -> Iterator[Missing]:
    engagements = _serving(standing, requirement)
    if any(_engaged(engagement, on) for engagement in engagements):
        return
    asked = requirement.role or requirement.organisation
    words, until = _why_not_engaged(engagements, requirement, on)
    yield Missing(Need.ENGAGEMENT, words, about=asked.key if asked else "", until=until)


def _why_not_engaged(engagements: list[Engagement], asked: Requirement, on: date) -> tuple[str, date | None]:
    ended = [e.ends_on for e in engagements if e.ends_on and e.ends_on < on]
    paused = [e.paused_on for e in engagements if e.paused_on and e.paused_on <= on and (e.ends_on or on) >= on]
    coming = [e.starts_on for e in engagements if e.starts_on > on]
    if coming:
        return f"Their role starts on {_day(min(coming))}.", min(coming)
    if paused:
        return f"Their role has been paused since {_day(max(paused))}.", max(paused)
    if ended:
        return f"Their role ended on {_day(max(ended))}.", max(ended)
    if asked.role is not None:
        return f"They do not have the role “{asked.role.label}”.", None
    if asked.organisation is not None:
        return f"They do not work here for {asked.organisation.label}.", None
    return "They have no role with an organisation.", None


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
        yield Missing(Need.CLEARANCE_REFUSED, _why_refused(refused), until=refused.decided_on)
    elif lowest is not None and not holding:
        yield replace(_why_no_clearance(standing.clearances, lowest, on), about=lowest.slug)


def _refused(standing: Standing, holding: list[Clearance]) -> Clearance | None:
    """Return a decision against the person: a suspension always, others unless a clearance was given later.

    A request that was withdrawn before anybody decided is no decision. A refusal that is looked at again stays one
    until a clearance is given: asking for it opens no gate.
    """
    latest = max((clearance.decided_on for clearance in holding if clearance.decided_on), default=None)
    for clearance in standing.clearances:
        if clearance.status == ClearanceStatus.SUSPENDED:
            return clearance
        decided = _decided_against(clearance)
        if decided is not None and (latest is None or decided > latest):
            return clearance
    return None


def _decided_against(clearance: Clearance) -> date | None:
    """Return the day on which somebody decided against the person; None where nobody has.

    What is in process and was decided before was refused: what was given never goes back into the process.
    """
    if clearance.status in (ClearanceStatus.NOT_CLEARED, ClearanceStatus.RECONSIDERATION):
        return clearance.decided_on or clearance.since
    return clearance.decided_on if clearance.status in (*REFUSED, *IN_PROCESS) else None


def _why_refused(clearance: Clearance) -> str:
    label = ClearanceStatus(clearance.status).label.lower()
    if clearance.status in IN_PROCESS:
        return f"The {clearance.level.label} clearance was refused and is looked at again: {label}."
    return f"The {clearance.level.label} clearance is: {label}."


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
        yield from _limits(standing, approval, on)
        yield from _access(requirement, approval)


def _limits(standing: Standing, approval: Approval, on: date) -> Iterator[Missing]:
    """Ask for an approval that knew of the limits, unless a clearance without any was given after them.

    A clearance of any level counts: limits are about the person, not about the role.
    """
    holding = [clearance for clearance in standing.clearances if _holds(clearance, on)]
    clean = [c.decided_on for c in holding if c.status == ClearanceStatus.CLEARED and c.decided_on]
    for clearance in holding:
        if clearance.status != ClearanceStatus.CLEARED_WITH_LIMITS:
            continue
        since = max(day for day in (clearance.since, clearance.decided_on) if day)
        over = any(day > since for day in clean)
        if not over and (approval.decided_on is None or approval.decided_on < since):
            words = "The clearance has limits that this prison has not decided about: its approval is older."
            yield Missing(Need.APPROVAL, words, about="limits", until=approval.decided_on)
            return


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
    engaged = [e.ends_on for e in _serving(standing, requirement) if _engaged(e, on)]
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
