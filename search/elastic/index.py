"""Keeps the index in step with the database: a few listings after each change, and all of them by comparison."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from elasticsearch import Elasticsearch, helpers

from search.elastic import indices
from search.elastic.client import IndexMissing, SearchRefused, execute
from search.elastic.documents import ListingDocument
from search.models import IndexRow

BATCH = 500
#: Seconds that one step of bulk work may take.
_PATIENCE = 60.0


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
        for alias in indices.aliases_to_write():
            write(alias, rows, gone)
    return len(wanted)


def compare(alias: str, *, repair: bool) -> Iterator[Difference]:
    """Yield what differs between the index of an alias and the database, batch by batch, mending it when asked to.

    What is right already is left alone, so that a run that was broken off goes on quickly from where it stood.
    """
    stored = _stored(alias)
    last = 0
    while rows := list(ListingDocument.queryset().filter(page__gt=last)[:BATCH]):
        wrong = [
            row for row in rows if stored.pop(str(row.page_id), None) != ListingDocument.source(row)["fingerprint"]
        ]
        if repair:
            write(alias, wrong)
        yield Difference(len(rows), wrong=tuple(str(row.page_id) for row in wrong))
        last = rows[-1].page_id
    extra = _still_extra(stored)
    if repair:
        write(alias, [], extra)
    yield Difference(0, extra=extra)


def _still_extra(stored: dict[str, str]) -> tuple[str, ...]:
    """Return those ids that the database still does not have: listings may have been published meanwhile."""
    ids = [int(key) for key in stored]
    now = set(ListingDocument.queryset().filter(page__in=ids).values_list("page_id", flat=True)) if ids else set()
    return tuple(str(key) for key in sorted(set(ids) - now))


def _stored(alias: str) -> dict[str, str]:
    """Return the fingerprint of every document of an index, by id."""

    def ask(asked: Elasticsearch) -> dict[str, str]:
        asked.indices.refresh(index=alias)
        found = helpers.scan(asked, index=alias, query={"_source": ["fingerprint"]}, size=5000)
        return {doc["_id"]: doc["_source"].get("fingerprint", "") for doc in found}

    return execute("compare", ask, timeout=_PATIENCE)


def write(alias: str, rows: Iterable[IndexRow], gone: Iterable[str] = ()) -> None:
    """Write rows and take ids out. An index is never made by writing to it. Raises SearchUnavailable."""
    actions: list[dict[str, Any]] = [ListingDocument.action(row, alias) for row in rows]
    actions += [{"_op_type": "delete", "_index": alias, "_id": key} for key in gone]

    def ask(asked: Elasticsearch) -> None:
        for done, item in helpers.streaming_bulk(
            asked, actions, chunk_size=BATCH, raise_on_error=False, require_alias=True
        ):
            if not done:
                _check_item(next(iter(item.values())))

    if actions:
        execute("write", ask, timeout=_PATIENCE)


def _check_item(outcome: dict[str, Any]) -> None:
    """Let a listing pass that was to be taken out and is not there; refuse every other failure."""
    error = outcome.get("error")
    if error is None:
        return
    kind = error.get("type", "") if isinstance(error, dict) else ""
    if kind == "index_not_found_exception":
        raise IndexMissing("write: the alias is missing")
    raise SearchRefused(f"write: {kind or 'refused'}")
