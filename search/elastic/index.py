"""Keeps the index in step with the database: a few listings after each change, and all of them by comparison."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from elasticsearch import Elasticsearch, helpers

from search.elastic import indices
from search.elastic.client import IndexMissing, SearchRefused, SearchUnavailable, execute
from search.elastic.documents import ListingDocument
from search.models import IndexRow

BATCH = 500
#: Seconds that one step of bulk work may take.
_PATIENCE = 60.0


class _Stored(NamedTuple):
    """What a document says of its row, and which writing of it that was."""

    fingerprint: str
    sequence: int
    term: int


_ABSENT = _Stored("", -1, -1)


@dataclass(frozen=True)
class Difference:
    """What one batch had to be mended: ids that were missing or out of date, and ids that should not be there."""

    seen: int
    wrong: tuple[str, ...] = ()
    extra: tuple[str, ...] = ()


def sync(ids: Iterable[int]) -> int:
    """Bring the documents of these listings in step, also taking out those no longer live. Returns how many.

    Raises SearchUnavailable. Safe to run twice and in any order, since it reads the database at that moment.
    """
    wanted = sorted(set(ids))
    for start in range(0, len(wanted), BATCH):
        batch = wanted[start : start + BATCH]
        rows = list(ListingDocument.queryset().filter(page__in=batch))
        gone = {str(page_id) for page_id in batch} - {str(row.page_id) for row in rows}
        _write_everywhere(rows, gone)
    return len(wanted)


def _write_everywhere(rows: list[IndexRow], gone: set[str]) -> None:
    """Write to the index that answers, and to the one that is being filled: each the fields that it knows.

    One that refuses keeps nothing from the other. Raises what the last of them failed with.
    """
    aliases = indices.aliases_to_write()
    failed: SearchUnavailable | None = None
    for alias in aliases:
        try:
            fields = indices.fields(alias) if len(aliases) > 1 else None
            write(alias, [ListingDocument.action(row, alias, fields) for row in rows] + _out(alias, gone))
        except SearchUnavailable as problem:
            failed = problem
    if failed:
        raise failed


def compare(alias: str, *, repair: bool) -> Iterator[Difference]:
    """Yield what differs between the index of an alias and the database, batch by batch, mending it when asked to.

    What is right already is left alone, so that a run that was broken off goes on quickly from where it stood. So is
    what was written since the comparison began: that is newer than what was read here.
    """
    stored = _stored(alias)
    last = 0
    while rows := list(ListingDocument.queryset().filter(page__gt=last)[:BATCH]):
        found = [(row, stored.pop(str(row.page_id), _ABSENT)) for row in rows]
        wrong = [row for row, known in found if known.fingerprint != ListingDocument.fingerprint_of(row)]
        if repair:
            write(alias, [_unless_changed(row, alias, known) for row, known in found if row in wrong])
        yield Difference(len(rows), wrong=tuple(str(row.page_id) for row in wrong))
        last = rows[-1].page_id
    extra = _still_extra(stored)
    if repair:
        write(alias, _out(alias, extra))
    yield Difference(0, extra=extra)


def _unless_changed(row: IndexRow, alias: str, known: "_Stored") -> dict[str, Any]:
    """Return what writes a row only over the document that was compared, or only where there is none yet."""
    action = ListingDocument.action(row, alias)
    if known is _ABSENT:
        return action | {"_op_type": "create"}
    return action | {"if_seq_no": known.sequence, "if_primary_term": known.term}


def _still_extra(stored: Mapping[str, object]) -> tuple[str, ...]:
    """Return those ids that the database still does not have: listings may have been published meanwhile."""
    ids = [int(key) for key in stored]
    now = set(ListingDocument.queryset().filter(page__in=ids).values_list("page_id", flat=True)) if ids else set()
    return tuple(str(key) for key in sorted(set(ids) - now))


def _stored(alias: str) -> dict[str, "_Stored"]:
    """Return what is known of every document of an index, by id."""
    query = {"_source": ["fingerprint"], "seq_no_primary_term": True}

    def ask(asked: Elasticsearch) -> dict[str, _Stored]:
        asked.indices.refresh(index=alias)
        found = helpers.scan(asked, index=alias, query=query, size=5000)
        return {
            doc["_id"]: _Stored(doc["_source"].get("fingerprint", ""), doc["_seq_no"], doc["_primary_term"])
            for doc in found
        }

    return execute("compare", ask, timeout=_PATIENCE)


def _out(alias: str, gone: Iterable[str]) -> list[dict[str, Any]]:
    return [{"_op_type": "delete", "_index": alias, "_id": key} for key in gone]


def write(alias: str, actions: list[dict[str, Any]]) -> None:
    """Carry out bulk actions. An index is never made by writing to it. Raises SearchUnavailable."""

    def ask(asked: Elasticsearch) -> None:
        for done, item in helpers.streaming_bulk(
            asked, actions, chunk_size=BATCH, raise_on_error=False, require_alias=True
        ):
            if not done:
                _check_item(next(iter(item.values())))

    if actions:
        execute("write", ask, timeout=_PATIENCE)


def _check_item(outcome: dict[str, Any]) -> None:
    """Let pass what was to be taken out and is not there, and what somebody else wrote meanwhile; refuse the rest."""
    error = outcome.get("error")
    kind = error.get("type", "") if isinstance(error, dict) else ""
    if error is None or kind == "version_conflict_engine_exception":
        return
    if kind == "index_not_found_exception":
        raise IndexMissing("write: the alias is missing")
    raise SearchRefused(f"write: {kind or 'refused'}")
