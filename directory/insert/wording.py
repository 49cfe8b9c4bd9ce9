"""Puts the facts of a listing into the plain words that are printed."""

import datetime
from collections.abc import Iterable, Sequence

from django.utils import dateformat, translation

from directory.enums import Availability, Frequency, Weekday
from directory.models import Group, LegalStatus, ListingStatus, Prison, ServicePage, ServiceSession

ANYONE = "anyone"  # the group of a service without restriction

_FREQUENCY = {
    Frequency.FORTNIGHTLY: "every two weeks",
    Frequency.MONTHLY: "every month",
    Frequency.BY_ARRANGEMENT: "by arrangement",
}


def day(value: datetime.date | None) -> str:
    """Return a date as "21 November 2026" whatever the reader's language; empty for None."""
    if value is None:
        return ""
    with translation.override("en-gb"):
        return dateformat.format(value, "j F Y")


def joined(parts: Sequence[str], last: str = "and") -> str:
    """Return "a, b and c"."""
    if len(parts) < 2:
        return "".join(parts)
    return f"{', '.join(parts[:-1])} {last} {parts[-1]}"


def counted(number: int, thing: str) -> str:
    """Return "1 week" or "3 weeks"."""
    return f"{number} {thing}{'' if number == 1 else 's'}"


def session_lines(sessions: Iterable[ServiceSession]) -> list[str]:
    """Return when and where a service comes, days with the same times and place on one line."""
    grouped: dict[tuple, list[int]] = {}
    for session in sorted(sessions, key=lambda s: (s.weekday, s.starts)):
        key = (session.starts, session.ends, session.place, session.frequency, session.note)
        grouped.setdefault(key, []).append(session.weekday)
    return [_session_line(days, *key) for key, days in grouped.items()]


def _session_line(
    days: list[int], starts: datetime.time, ends: datetime.time, place: str, frequency: str, note: str
) -> str:
    when = f"{_days(days)} {starts:%H:%M} to {ends:%H:%M}"
    return ", ".join(part for part in (when, place, _FREQUENCY.get(Frequency(frequency), ""), note) if part)


def _days(days: list[int]) -> str:
    """Return "Mon", "Mon and Wed" or, for three days in a row and more, "Mon to Fri"."""
    names = [Weekday(number).label[:3] for number in days]
    if len(days) > 2 and days == list(range(days[0], days[-1] + 1)):
        return f"{names[0]} to {names[-1]}"
    return joined(names)


def availability(status: ListingStatus) -> str:
    """Return whether a service takes people now, with what is known of the wait."""
    if status.availability == Availability.PAUSED:
        return f"Paused until {day(status.resumes_on)}" if status.resumes_on else "Paused: no date to start again yet"
    words = {
        Availability.OPEN: "Taking people now",
        Availability.LIMITED: "Limited places",
        Availability.WAITING_LIST: "Waiting list",
    }[Availability(status.availability)]
    facts = []
    if status.places is not None:
        facts.append(counted(status.places, "place"))
    if status.typical_wait_weeks:
        facts.append(f"usual wait {counted(status.typical_wait_weeks, 'week')}")
    return f"{words} ({', '.join(facts)})" if facts else words


def who_refers(who_can_refer: str, *, self_referral: bool) -> str:
    """Return who may refer (kept separated by semicolons), with whether the person may ask themselves."""
    named = [part.strip() for part in who_can_refer.split(";") if part.strip()]
    if self_referral and "self-referral" not in (name.lower() for name in named):
        named.append("Self-referral")
    words = ["the person themselves" if name.lower() == "self-referral" else _unless_named(name) for name in named]
    return upper_first(", ".join(words))


def _unless_named(text: str) -> str:
    """Return typed words as they stand inside a sentence; with another capital they hold a name and stay."""
    return in_a_list(text) if text[1:] == text[1:].lower() else text


def upper_first(text: str) -> str:
    """Return text as it starts a sentence."""
    return text[:1].upper() + text[1:]


def in_a_list(label: str) -> str:
    """Return a label as it stands inside a sentence; an abbreviation at its start stays as it is."""
    return label[:1].lower() + label[1:] if label[1:2].islower() else label


class Eligibility:
    """Who a service is for, in plain words. Knows which lists, when wholly ticked, mean no restriction."""

    def __init__(self, prison: Prison, *, legal_statuses: Iterable[LegalStatus], locations: set[int]) -> None:
        self._mixed = prison.holds_men and prison.holds_women
        self._sentenced = [status for status in legal_statuses if not status.is_remand]
        self._all_locations = locations

    def glance(self, service: ServicePage) -> str:
        """Return who it is for in a few words, for the index."""
        ticked = list(service.groups.all())
        groups = [] if self._is_for_anyone(ticked) else [group.label for group in ticked]
        parts = [self._sex(service), self._age(service), *groups, self._status(service), self._weeks(service)]
        return "; ".join(part for part in parts if part) or "Anyone"

    def lines(self, service: ServicePage, *, for_public: bool = False) -> list[str]:
        """Return who it is for, one fact a line. The public reads no restricted group and no place in the prison."""
        groups = [group for group in service.groups.all() if not (for_public and group.is_restricted)]
        parts = [
            self._groups(groups),
            self._sex(service),
            self._age(service),
            self._status(service),
            self._weeks(service),
            "" if for_public else self._places(service),
        ]
        return [part for part in parts if part]

    def exclusions(self, service: ServicePage) -> list[str]:
        """Return the groups it is not for with the reason, those restricted to staff included."""
        return [
            f"{exclusion.group.label}: {exclusion.reason}" if exclusion.reason else exclusion.group.label
            for exclusion in service.exclusions.all()
        ]

    def _is_for_anyone(self, groups: Sequence[Group]) -> bool:
        slugs = {group.slug for group in groups}
        return not slugs or ANYONE in slugs

    def _groups(self, groups: Sequence[Group]) -> str:
        named = [group.label for group in groups if group.slug != ANYONE]
        if not self._is_for_anyone(groups):
            return ", ".join(named)
        return f"Anyone, and above all: {', '.join(named)}" if named else "Anyone"

    def _sex(self, service: ServicePage) -> str:
        if not self._mixed or (service.for_men and service.for_women):
            return ""
        return "Men only" if service.for_men else "Women only"

    def _age(self, service: ServicePage) -> str:
        low, high = service.age_from, service.age_to
        if low and high:
            return f"Age {low} to {high}"
        if low:
            return f"Age {low} and over"
        return f"Up to age {high}" if high else ""

    def _status(self, service: ServicePage) -> str:
        """Return the legal statuses it takes, or those it does not when they are fewer.

        Remand is left out: whether people on remand are taken is always said beside it.
        """
        ticked = {status.pk for status in service.legal_statuses.all()}
        taken = [status for status in self._sentenced if status.pk in ticked]
        missing = [status for status in self._sentenced if status.pk not in ticked]
        if not ticked or not missing:
            return ""
        if not taken:
            return "Only people on remand"
        only, named = ("Only", taken) if len(taken) < len(missing) else ("Not", missing)
        return f"{only} people {joined([in_a_list(status.label) for status in named], 'or')}"

    def _weeks(self, service: ServicePage) -> str:
        low, high = service.weeks_left_min, service.weeks_left_max
        if low and high:
            return f"{low} to {high} weeks left here"
        if low:
            return f"At least {counted(low, 'week')} left here"
        return f"At most {counted(high, 'week')} left here" if high else ""

    def _places(self, service: ServicePage) -> str:
        ticked = list(service.locations.all())
        if not ticked or self._all_locations <= {place.pk for place in ticked}:
            return ""
        return f"Seen in: {', '.join(in_a_list(place.label) for place in ticked)}"
