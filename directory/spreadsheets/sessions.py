"""Reads and writes sessions as people type them: `Tue 14:00-16:00 Chaplaincy; Thu 09:30-11:30 B wing`."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import time
from typing import Any

from directory.enums import Frequency
from directory.spreadsheets.cells import one_line, quote, short, split_list, unquote

MOST_SESSIONS = 50
LONGEST_SESSION = 600  # signs; a place and a note have at most 120 each


class SessionError(ValueError):
    """A session that cannot be read; the message is a sentence for whoever typed it."""


@dataclass(frozen=True)
class SessionTime:
    """When and where a service comes, without a database."""

    weekday: int
    starts: time
    ends: time
    place: str = ""
    frequency: str = Frequency.WEEKLY
    note: str = ""


_DAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
_DAY = (
    r"(?:mon(?:day)?|tue(?:s(?:day)?)?|wed(?:nes)?(?:day)?|thu(?:r(?:s(?:day)?)?)?|fri(?:day)?"
    r"|sat(?:ur)?(?:day)?|sun(?:day)?)s?\.?(?![a-z])"
)
_TO = r"\s*(?:[-‐‑‒–—−]|\bto\b|\buntil\b|\btill?\b)\s*"
_AND = r"\s*(?:[,/&+]|\band\b)\s*"
_TIME = (
    r"(?:(?:12\s*)?(?:noon|midday)"
    r"|[0-9]{1,2}(?:[:.]?[0-9]{2})?(?:\s*(?:am|pm|a\.m\.|p\.m\.)(?![a-z])|\s*h(?:rs?|ours?)?(?![a-z]))?)"
)
_MONTHLY_DAY = r"(?:the\s+)?(?P<nth>1st|2nd|3rd|4th|first|second|third|fourth|last)\s+"
_LEAD = (
    r"(?:(?P<lead>every\s+(?:other|second|2nd)|alternate|fortnightly|monthly)[\s,:]+(?:on\s+)?"
    rf"|{_MONTHLY_DAY}|(?:every|each|weekly(?:\s+on)?)\s+)?"
)
_SESSION = re.compile(
    rf"{_LEAD}(?P<days>daily|every\s*day|weekdays|{_DAY}(?:(?:{_TO}|{_AND}){_DAY})*)"
    r"(?:\s+(?:of|in)\s+(?:the|each|every)\s+month)?"
    r"\s*(?:[,:]\s*|\bfrom\s+|\bat\s+)?"
    rf"(?P<starts>{_TIME}){_TO}(?P<ends>{_TIME})(?![0-9:])(?P<rest>.*)",
    re.IGNORECASE | re.DOTALL,
)
_DAY_ONLY = re.compile(rf"{_LEAD}(?:daily|every\s*day|weekdays|{_DAY})", re.IGNORECASE)

_FREQUENCY_WORDS = {
    Frequency.FORTNIGHTLY: r"every\s+(?:two|2|other|second)\s+weeks?|every\s+fortnight|fortnightly|alternate\s+weeks?",
    Frequency.MONTHLY: r"every\s+month|monthly|once\s+a\s+month",
    Frequency.BY_ARRANGEMENT: r"by\s+(?:arrangement|appointment|request)|on\s+request",
    Frequency.WEEKLY: r"every\s+week|weekly",
}
_TAILS = [
    (frequency, re.compile(rf"(?:^|[\s,(–-]\s*)\(?(?:{words})\)?$", re.IGNORECASE))
    for frequency, words in _FREQUENCY_WORDS.items()
]
_NOTE = re.compile(r'\(note:\s*(?P<note>"(?:[^"]|"")*"|[^()"]*)\)$', re.IGNORECASE)
_QUOTED_PLACE = re.compile(r'(?P<place>"(?:[^"]|"")*")\s*')
_EXAMPLE = "write it like “Tue 14:00-16:00 Chaplaincy”"


def parse_sessions(text: str) -> list[SessionTime]:
    """Return the sessions in a cell, one for each day. Raises SessionError with a sentence on the first bad one."""
    found = [session for entry in split_list(text) for session in _parse(entry)]
    if len(found) > MOST_SESSIONS:
        raise SessionError(f"There are more than {MOST_SESSIONS} sessions.")
    return found


def format_sessions(sessions: Iterable[Any]) -> str:
    """Return the canonical text, from which `parse_sessions` gives the same sessions again."""
    return "; ".join(format_session(session) for session in sessions)


def format_session(session: Any) -> str:
    """Return one session as text: anything with the fields of SessionTime will do."""
    wanted = SessionTime(
        session.weekday,
        session.starts.replace(second=0, microsecond=0),
        session.ends.replace(second=0, microsecond=0),
        session.place,
        session.frequency,
        session.note,
    )
    when = f"{_DAYS[wanted.weekday].title()} {wanted.starts:%H:%M}-{wanted.ends:%H:%M}"
    tail = ""
    if wanted.frequency != Frequency.WEEKLY:
        tail += f" ({Frequency(wanted.frequency).label.lower()})"
    if wanted.note:
        tail += f" (note: {_as_plain_as_possible(wanted.note)})"
    plainly = f"{when} {wanted.place}{tail}" if wanted.place else f"{when}{tail}"
    if _means(plainly, wanted):
        return plainly
    return f"{when} {quote(wanted.place)}{tail}"


def _means(text: str, wanted: SessionTime) -> bool:
    """Say whether the text is read as this session and nothing else."""
    if '"' in wanted.place:
        return False
    try:
        return parse_sessions(text) == [wanted]
    except SessionError:
        return False


def _as_plain_as_possible(note: str) -> str:
    return note if not re.search(r'[()";\n\r]', note) and note == note.strip() else quote(note)


def _parse(entry: str) -> list[SessionTime]:
    if len(entry) > LONGEST_SESSION:
        raise SessionError(f"“{short(entry)}” is too long for a session: {_EXAMPLE}.")
    match = _SESSION.match(entry)
    if match is None:
        raise SessionError(_why_not(entry))
    starts, ends = _range(match["starts"], match["ends"], entry)
    if starts >= ends:
        raise SessionError(f"“{short(entry)}” ends before it starts: {_EXAMPLE}, with hours from 00 to 23.")
    place, frequency, note = _rest(match["rest"].strip())
    if match["nth"]:
        frequency, note = Frequency.MONTHLY, note or f"{match['nth'].lower()} {one_line(match['days'])} of the month"
    elif match["lead"]:
        frequency = Frequency.MONTHLY if match["lead"].lower() == "monthly" else Frequency.FORTNIGHTLY
    for name, value in (("place", place), ("note", note)):
        if len(value) > 120:
            raise SessionError(f"The {name} in “{short(entry)}” is longer than 120 letters.")
    return [SessionTime(day, starts, ends, place, frequency, note) for day in _weekdays(match["days"])]


def _why_not(entry: str) -> str:
    """Return the sentence that says what is missing."""
    if _DAY_ONLY.match(entry) is None:
        return f"“{short(entry)}” does not begin with a day of the week: {_EXAMPLE}."
    return f"“{short(entry)}” has no time from and to: {_EXAMPLE}."


def _weekdays(text: str) -> list[int]:
    lowered = text.lower()
    if lowered.startswith(("daily", "every")):
        return list(range(7))
    if lowered == "weekdays":
        return list(range(5))
    found: list[int] = []
    to = re.compile(_TO)
    for match in re.finditer(rf"(?P<before>{_TO}|{_AND})?(?P<day>{_DAY})", lowered):
        day = _DAYS.index(match["day"][:3])
        if match["before"] and to.fullmatch(match["before"]):
            span = (day - found[-1]) % 7
            found += [(found[-1] + step) % 7 for step in range(1, span + 1)]
        else:
            found.append(day)
    return list(dict.fromkeys(found))


def _range(starts: str, ends: str, entry: str) -> tuple[time, time]:
    """Return both times; “2-4pm” means 2pm, and “10-1pm” means 10am."""
    end = _time(ends, entry)
    if _is_bare(starts) and _half_of_day(ends):
        for half in ("pm", "am"):
            if (start := _time(starts + half, entry)) < end:
                return start, end
    return _time(starts, entry), end


def _half_of_day(text: str) -> str:
    found = re.search(r"[ap](?=\.?m)", text.lower())
    return found[0] if found else ""


def _is_bare(text: str) -> bool:
    """Say whether a time has no am or pm and could be either."""
    digits = re.match(r"[1-9][0-9]?", text)
    return digits is not None and not _half_of_day(text) and int(digits[0]) <= 12


def _time(text: str, entry: str) -> time:
    """Return the time. Raises SessionError when there is no such time or it could be morning or afternoon."""
    lowered = text.lower()
    if lowered.endswith(("noon", "midday")):
        return time(12)
    [(hours, minutes)] = re.findall(r"^([0-9]{1,2}?)[:.]?([0-9]{2})?(?![0-9])", lowered)
    hour, minute = int(hours), int(minutes or 0)
    half = _half_of_day(lowered)
    if half and 1 <= hour <= 12:
        hour = hour % 12 + (12 if half == "p" else 0)
    elif not half and hour < 7 and not lowered.startswith("0"):
        raise SessionError(f"“{short(entry)}” could be morning or afternoon: write 14:00 or 2pm, 02:00 or 2am.")
    if hour > 23 or minute > 59 or (half == "a" and hour > 11) or (half == "p" and hour < 12):
        raise SessionError(f"“{short(entry)}” has no such time of day: {_EXAMPLE}.")
    return time(hour, minute)


def _rest(rest: str) -> tuple[str, str, str]:
    """Return place, frequency and note from what follows the times."""
    quoted = _QUOTED_PLACE.match(rest)
    if quoted:
        left, frequency, note = _tail(rest[quoted.end() :])
        if not left:
            return unquote(quoted["place"]), frequency, note
    place, frequency, note = _tail(rest)
    return one_line(re.sub(r"^[,:@–—-]\s+|[\s,]+$", "", place)), frequency, note


def _tail(text: str) -> tuple[str, str, str]:
    """Return what stands before the frequency and note at the end, and these."""
    note = ""
    if found := _NOTE.search(text):
        note, text = unquote(found["note"].strip()), text[: found.start()].rstrip()
    for frequency, pattern in _TAILS:
        if found := pattern.search(text):
            return text[: found.start()].rstrip(), frequency, note
    return text, Frequency.WEEKLY, note
