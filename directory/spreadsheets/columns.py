"""What each column holds: how its cell is read, compared with a listing, written to it and shown again."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from operator import ne
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils import timezone

from directory.enums import Availability
from directory.models import Group, ListingStatus, ServiceExclusion, ServicePage, ServiceSession
from directory.spreadsheets.cells import fold, one_line, plain, quote, short, split_list, unquote
from directory.spreadsheets.sessions import SessionError, SessionTime, format_sessions, parse_sessions
from directory.spreadsheets.vocabulary import CellError, Terms, Vocabulary

_LONGEST_TEXT = 10_000  # signs; a page of print holds about 3,000


@dataclass(frozen=True)
class Column:
    """One column. `read` and `write` work on a page, or on its status where `on_status` says so."""

    name: str
    parse: Callable[[str, Vocabulary], Any]
    read: Callable[[Any], Any]
    write: Callable[[Any, Any], None]
    show: Callable[[Any, Vocabulary], str]
    #: Raises CellError for a value that may stay but not be newly set; given it and the present one (or None).
    check: Callable[[Any, Any], None] = lambda value, present: None
    differs: Callable[[Any, Any], bool] = ne
    on_status: bool = False
    #: An empty cell changes nothing, because the listing cannot do without.
    kept_when_empty: bool = False
    #: Left out of an export for those who may not see staff details.
    staff_only: bool = False


def _text(name: str, longest: int = _LONGEST_TEXT, *, single_line: bool = True, **options: Any) -> Column:
    """Return a column of words."""

    def parse(text: str, _lists: Vocabulary) -> str:
        return one_line(text) if single_line else text

    def check(value: str, _present: Any) -> None:
        if len(value) > longest:
            raise CellError(f"The text has {len(value):,} signs; at most {longest:,} fit. Shorten it.")

    def read(page: ServicePage) -> str:
        return parse(plain(getattr(page, name)), None)  # type: ignore[arg-type]  # the lists are not asked

    return Column(
        name,
        parse,
        read,
        lambda page, value: setattr(page, name, value),
        lambda value, _lists: str(value),
        **{"check": check, **options},
    )


def _terms(name: str, *, prefer_label: bool = False) -> Column:
    """Return a column with entries of the list of the same name."""

    def terms(lists: Vocabulary) -> Terms:
        return getattr(lists, name)

    def read(page: ServicePage) -> list[Any]:
        return sorted(getattr(page, name).all(), key=lambda term: (term.order, term.label, term.pk))

    def parse(text: str, lists: Vocabulary) -> list[Any]:
        return sorted(terms(lists).get_all(text), key=lambda term: (term.order, term.label, term.pk))

    def show(value: list[Any], lists: Vocabulary) -> str:
        return "; ".join(terms(lists).name_of(term, prefer_label=prefer_label) for term in value)

    def write(page: ServicePage, value: list[Any]) -> None:
        setattr(page, name, value)

    return Column(name, parse, read, write, show, check=_check_in_use)


def _check_in_use(value: list[Any], present: list[Any] | None) -> None:
    """A listing may keep an entry that is no longer in use, but gets none newly."""
    for term in value:
        if not term.is_active and term not in (present or []):
            raise CellError(f"“{term.label}” is no longer in use: leave it out or choose another.")


# --- Whom it is not for ---------------------------------------------------------------------------------

_REASON_WITHIN = re.compile(r"(?P<group>.+?)\s*\((?P<reason>.*)\)", re.DOTALL)


def _parse_exclusions(text: str, lists: Vocabulary) -> list[tuple[Group, str]]:
    """Return groups with their reasons, from `group`, `group=reason` or `group (reason)`."""
    found: dict[int, tuple[Group, str]] = {}
    for entry in split_list(text):
        group, reason = _exclusion(entry, lists.groups)
        found[group.pk] = (group, reason)
    return sorted(found.values(), key=lambda pair: (pair[0].order, pair[0].label, pair[0].pk))


def _exclusion(entry: str, groups: Terms) -> tuple[Group, str]:
    if whole := groups.find(unquote(entry)):
        return whole, ""
    name, equals, reason = entry.partition("=")
    if not equals or groups.find(name) is None:
        within = _REASON_WITHIN.fullmatch(entry)
        name, reason = (within["group"], within["reason"]) if within else (name, reason)
    return groups.get(unquote(name.strip())), one_line(unquote(reason.strip()))


def _read_exclusions(page: ServicePage) -> list[tuple[Group, str]]:
    pairs = {row.group_id: (row.group, one_line(plain(row.reason))) for row in page.exclusions.all()}
    return sorted(pairs.values(), key=lambda pair: (pair[0].order, pair[0].label, pair[0].pk))


def _write_exclusions(page: ServicePage, value: list[tuple[Group, str]]) -> None:
    """Replace the exclusions; one that stays keeps whether only staff see it."""
    staff_only = {row.group_id: row.staff_only for row in page.exclusions.all()}
    page.exclusions = [
        ServiceExclusion(group=group, reason=reason, staff_only=staff_only.get(group.pk, False) or group.is_restricted)
        for group, reason in value
    ]


def _check_exclusions(value: list[tuple[Group, str]], present: list[tuple[Group, str]] | None) -> None:
    _check_in_use([group for group, _reason in value], [group for group, _reason in present or []])
    for group, reason in value:
        if group.slug == "anyone":
            raise CellError("A service that is for nobody is closed: name a particular group.")
        if len(reason) > 200:
            raise CellError(f"The reason for “{group.label}” is longer than 200 letters. Shorten it.")


def _show_exclusions(value: list[tuple[Group, str]], lists: Vocabulary) -> str:
    def shown(group: Group, reason: str) -> str:
        written = quote(reason) if ";" in reason or '"' in reason else reason
        return f"{group.slug}={written}" if written else group.slug

    return "; ".join(shown(group, reason) for group, reason in value)


# --- Sessions -------------------------------------------------------------------------------------------


def _parse_sessions(text: str, _lists: Vocabulary) -> list[SessionTime]:
    try:
        return parse_sessions(text)
    except SessionError as error:
        raise CellError(str(error)) from error


def _read_sessions(page: ServicePage) -> list[SessionTime]:
    """Return the sessions as text gives them back, so that what cannot be said in text is no difference."""
    return parse_sessions(plain(format_sessions(page.sessions.all())))


def _write_sessions(page: ServicePage, value: list[SessionTime]) -> None:
    page.sessions = [ServiceSession(**vars(session)) for session in value]


# --- Who can refer, days, dates -------------------------------------------------------------------------


def _parse_referrers(text: str, _lists: Vocabulary) -> list[str]:
    return [one_line(entry) for entry in re.split(r"[;\n]", plain(text)) if entry.strip()]


def _write_referrers(page: ServicePage, value: list[str]) -> None:
    """Whether people can ask for themselves follows from who is named."""
    page.who_can_refer = "; ".join(value)
    page.self_referral = any(re.search(r"\bself\b|themsel", fold(entry)) for entry in value)


def _check_referrers(value: list[str], _present: Any) -> None:
    if len("; ".join(value)) > 300:
        raise CellError("The list is longer than 300 letters. Shorten it.")


def _parse_days(text: str, _lists: Vocabulary) -> int:
    match = re.fullmatch(r"([0-9]{1,3})(?:\.0+)?(?:\s*(?:working\s+)?days?)?", text, re.IGNORECASE)
    if match is None or not 1 <= int(match[1]) <= 60:
        raise CellError(f"“{short(text)}” is not a number of working days from 1 to 60.")
    return int(match[1])


def _parse_availability(text: str, _lists: Vocabulary) -> str:
    wanted = re.sub(r"[\s_-]+", "-", fold(text))
    for choice in Availability:
        if wanted in (choice.value, re.sub(r"\s+", "-", choice.label.casefold())):
            return choice.value
    raise CellError(f"“{short(text)}” is not one of open, limited, waiting-list, paused, closed.")


_DATE_FORMS = ("%Y-%m-%d", "%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y", "%d/%m/%y", "%d %B %Y", "%d %b %Y")


def _parse_date(text: str, _lists: Vocabulary) -> date:
    """Return the date from ISO or British order; a time of day after it is passed over."""
    day = re.sub(r"[T\s][0-9]{2}:[0-9]{2}(:[0-9]{2})?.*$", "", text)
    for form in _DATE_FORMS:
        try:
            return datetime.strptime(day, form).date()
        except ValueError:
            continue
    raise CellError(f"“{short(text)}” is not a date: write it like 2026-03-31 or 31/03/2026.")


def _is_later(value: date, present: date | None) -> bool:
    """The newest confirmation counts: an older sheet never takes it back."""
    return present is None or value > present


def _check_date(value: date, _present: Any) -> None:
    if value > timezone.localdate():
        raise CellError(f"{value:%d/%m/%Y} is a day to come: write the day on which the listing was last confirmed.")
    if value.year < 1990:
        raise CellError(f"{value:%d/%m/%Y} is too long ago: write the year with four figures.")


def _check_email(value: str, _present: Any) -> None:
    try:
        validate_email(value or "none@example.org")
    except ValidationError as error:
        raise CellError(f"“{short(value)}” is not an e-mail address, such as name@example.org.") from error


def _plain_date(value: date | None, _lists: Vocabulary) -> str:
    return value.isoformat() if value else ""


def _set_reviewed(status: ListingStatus, value: date) -> None:
    status.reviewed_on = value


LISTING_COLUMNS: tuple[Column, ...] = (
    _text("summary", 300, kept_when_empty=True),
    _text("description", single_line=False),
    _terms("needs"),
    _terms("groups"),
    Column(
        "not_for",
        _parse_exclusions,
        _read_exclusions,
        _write_exclusions,
        _show_exclusions,
        check=_check_exclusions,
    ),
    _terms("delivery_modes", prefer_label=True),
    Column(
        "sessions",
        _parse_sessions,
        _read_sessions,
        _write_sessions,
        lambda value, _lists: format_sessions(value),
        staff_only=True,
    ),
    Column(
        "who_can_refer",
        _parse_referrers,
        lambda page: _parse_referrers(page.who_can_refer, None),  # type: ignore[arg-type]  # the lists are not asked
        _write_referrers,
        lambda value, _lists: "; ".join(value),
        check=_check_referrers,
    ),
    _text("how_to_refer", single_line=False),
    _text("contact_name", 120, staff_only=True),
    _text("contact_phone", 40, staff_only=True),
    _text("contact_email", 254, staff_only=True, check=_check_email),
    Column(
        "response_days",
        _parse_days,
        lambda page: page.response_days,
        lambda page, value: setattr(page, "response_days", value),
        lambda value, _lists: str(value),
        kept_when_empty=True,
    ),
    Column(
        "availability",
        _parse_availability,
        lambda status: status.availability,
        lambda status, value: setattr(status, "availability", value),
        lambda value, _lists: str(value),
        on_status=True,
        kept_when_empty=True,
    ),
    _terms("languages", prefer_label=True),
    Column(
        "reviewed_on",
        _parse_date,
        lambda status: status.reviewed_on,
        _set_reviewed,
        _plain_date,
        check=_check_date,
        differs=_is_later,
        on_status=True,
        kept_when_empty=True,
    ),
)

BY_NAME = {column.name: column for column in LISTING_COLUMNS}
ON_STATUS = {column.name for column in LISTING_COLUMNS if column.on_status}
