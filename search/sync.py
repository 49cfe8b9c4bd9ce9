"""Keeps the index and the vocabulary in step with the directory.

Changes are noted as they happen and written once, when the transaction commits. A search inside the same
transaction writes them first, so that it sees what it just changed. What was lost with its process is found by
`rebuild`, which runs every night.
"""

import json
import threading
import uuid
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import Any, NamedTuple

import structlog
from django.conf import settings
from django.db import OperationalError, transaction

from directory.models import ServicePage
from search.facts import Facts
from search.models import IndexRow, VocabularyVersion
from search.text import padded, stems

log = structlog.get_logger("alongside.search")

BATCH = 200


class _Pending(threading.local):
    """What this thread's connection changed and did not write yet."""

    def __init__(self) -> None:
        self.pages: set[int] = set()
        self.vocabulary = False


_pending = _Pending()
_FIELDS = [field.attname for field in IndexRow._meta.fields if not field.primary_key]


def note_pages(ids: Iterable[int]) -> None:
    """Remember that these listings changed."""
    _pending.pages.update(ids)
    transaction.on_commit(flush, robust=True)


def note_vocabulary() -> None:
    """Remember that needs, groups, synonyms, weights or review rules changed."""
    _pending.vocabulary = True
    transaction.on_commit(flush, robust=True)


def flush() -> None:
    """Write what is pending; no query when nothing is. Elasticsearch follows through the task queue, once committed."""
    flush_vocabulary()
    ids, _pending.pages = _pending.pages, set()
    if ids and not _written(lambda: index_pages(ids)):
        _pending.pages |= ids
    elif ids and settings.ELASTICSEARCH_URL:
        transaction.on_commit(lambda: _tell_elasticsearch(sorted(ids)), robust=True)


def _written(write: Callable[[], object]) -> bool:
    """Write and say whether that could be done. While the database is busy nobody's search fails for it: what was to
    be written stays noted, and the next change or search tries again.
    """
    try:
        with transaction.atomic():
            write()
    except OperationalError as problem:
        log.warning("search.index_waits", kind=type(problem).__name__)
        return False
    return True


def _tell_elasticsearch(ids: list[int]) -> None:
    from search.tasks import sync_listings

    for start in range(0, len(ids), BATCH):
        sync_listings.enqueue(ids[start : start + BATCH])


def flush_vocabulary() -> None:
    """Tell every process that the lists changed, when they did."""
    if _pending.vocabulary:
        version = {"token": uuid.uuid4()}
        _pending.vocabulary = not _written(lambda: VocabularyVersion.objects.update_or_create(pk=1, defaults=version))


def index_pages(ids: Iterable[int]) -> int:
    """Write the index rows of these listings and drop the rows of those that are not live. Returns rows written."""
    return sum(_write(batch) for batch in _batches(sorted(set(ids))))


class Rebuilt(NamedTuple):
    """What one batch came to: live listings that were looked at, and rows that were missing, wrong or left over."""

    seen: int
    mended: int


def rebuild() -> Iterator[Rebuilt]:
    """Compare the row of every live listing with the listing, mending what differs; yield after each batch."""
    with transaction.atomic():
        gone, _by_table = IndexRow.objects.exclude(page__in=ServicePage.objects.live()).delete()
    yield Rebuilt(0, gone)
    for batch in _batches(ServicePage.objects.live().order_by("pk").values_list("pk", flat=True)):
        yield _mend(batch)


def _mend(ids: list[int]) -> Rebuilt:
    kept = {row.page_id: _values(row) for row in IndexRow.objects.filter(page__in=ids)}
    pages = ServicePage.objects.filter(pk__in=ids).live().with_listing_facts()
    wrong = [page.pk for page in pages if kept.get(page.pk) != _values(row_for(page))]
    index_pages(wrong)
    return Rebuilt(len(ids), len(wrong))


def _values(row: IndexRow) -> list[Any]:
    """Return what a row holds as the database gives it back: JSON has no tuples."""
    return [getattr(row, name) for name in _FIELDS if name != "facts"] + [json.dumps(row.facts, sort_keys=True)]


def _batches(ids: Iterable[int]) -> Iterator[list[int]]:
    remaining = iter(ids)
    while batch := list(islice(remaining, BATCH)):
        yield batch


@transaction.atomic
def _write(ids: list[int]) -> int:
    pages = ServicePage.objects.filter(pk__in=ids).live().with_listing_facts()
    rows = [row_for(page) for page in pages]
    IndexRow.objects.filter(page__in=set(ids) - {row.page_id for row in rows}).delete()
    IndexRow.objects.bulk_create(rows, update_conflicts=True, unique_fields=["page"], update_fields=_FIELDS)
    return len(rows)


def row_for(page: ServicePage) -> IndexRow:
    """Make the index row of a listing fetched with `with_listing_facts`."""
    facts = Facts.of(page)
    return IndexRow(
        page=page,
        prison_id=page.prison_id,
        title=page.title,
        needs=padded(facts.needs),
        title_stems=padded(stems(f"{page.title} {page.title_cy}")),
        organisation_stems=padded(stems(page.organisation.name)),
        body_stems=padded(dict.fromkeys(stems(f"{page.summary} {page.summary_cy} {page.description}"))),
        facts=facts.as_json(),
    )


def changed(**named: Any) -> None:
    """Note the listings of a query, such as `changed(organisation=organisation)`."""
    note_pages(ServicePage.objects.filter(**named).values_list("pk", flat=True))
