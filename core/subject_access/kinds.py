"""Sorts of subjects, registered by the apps."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db import models

Rows = models.QuerySet[Any]


@dataclass(frozen=True)
class Part:
    """Rows of one table that are about the subject.

    `fields` names what is given where that is not what `privacy.py` declares: of tables of others, or of rows that
    are mostly about somebody else. `others_words` are texts that somebody else wrote: they may name third parties, so
    they stand only in the copy that is checked first. `withheld` gives a reason for each field that is not given.
    `excerpts` take out of a field that speaks of several people, given its row, the lines about the subject.
    """

    title: str
    rows: Rows
    fields: tuple[str, ...] = ()
    others_words: tuple[str, ...] = ()
    withheld: dict[str, str] = field(default_factory=dict)
    excerpts: dict[str, Callable[[Any], list[str]]] = field(default_factory=dict)


Parts = Callable[[Any], Iterable[Part]]


@dataclass(frozen=True)
class SubjectKind:
    """One sort of subject: what it is called, what one is asked for to find it, and where it stands."""

    code: str
    label: str
    asks: str
    find: Callable[[str], Any]
    parts: Parts


_kinds: dict[str, SubjectKind] = {}
_more: dict[str, list[Parts]] = {}
_records: list[Callable[[Any], Iterable[models.Model]]] = []
_own_ways: set[str] = set()


def register(kind: SubjectKind) -> SubjectKind:
    """Declare a sort of subject. Raises ValueError when another has its code."""
    if _kinds.get(kind.code, kind) != kind:
        raise ValueError(f"The subject {kind.code} is declared twice.")
    _kinds[kind.code] = kind
    return kind


def extend(code: str, parts: Parts) -> None:
    """Add what another app holds about this sort of subject."""
    if parts not in _more.setdefault(code, []):
        _more[code].append(parts)


def register_records(records: Callable[[Any], Iterable[models.Model]]) -> None:
    """Say which rows, besides the account, are a user's own record."""
    if records not in _records:
        _records.append(records)


def kind_for(code: str) -> SubjectKind | None:
    """Return the sort of subject with this code."""
    return _kinds.get(code)


def all_kinds() -> list[SubjectKind]:
    """Return every sort of subject, by code."""
    return [_kinds[code] for code in sorted(_kinds)]


def parts_of(kind: SubjectKind, subject: Any) -> list[Part]:
    """Return all that every app holds about the subject."""
    return [part for parts in (kind.parts, *_more.get(kind.code, [])) for part in parts(subject)]


def records_of(user: Any) -> list[models.Model]:
    """Return the account and every row that is the user's own record."""
    return [user, *(row for records in _records for row in records(user))]


def register_own_way(actor_label: str) -> None:
    """Say that whoever acts under this label, without an account, is the person the record is about."""
    _own_ways.add(actor_label)


def own_ways() -> frozenset[str]:
    """Return the labels under which people act on their own record without signing in."""
    return frozenset(_own_ways)
