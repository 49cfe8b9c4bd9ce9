"""Keeps the index and the vocabulary in step with the directory.

Changes are noted as they happen and written once, when the transaction commits. A search inside the same
transaction writes them first, so that it sees what it just changed.
"""

import threading
import uuid
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from django.conf import settings
from django.db import transaction

from directory.models import ServicePage
from search.facts import Facts
from search.models import IndexRow, VocabularyVersion
from search.text import padded, stems

BATCH = 200


class _Pending(threading.local):
    """What this thread's connection changed and did not write yet."""

    def __init__(self) -> None:
        self.pages: set[int] = set()
        self.vocabulary = False


_pending = _Pending()


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
    if _pending.pages:
        ids, _pending.pages = _pending.pages, set()
        index_pages(ids)
        if settings.ELASTICSEARCH_URL:
            transaction.on_commit(lambda: _tell_elasticsearch(sorted(ids)), robust=True)


def _tell_elasticsearch(ids: list[int]) -> None:
    from search.tasks import sync_listings

    for start in range(0, len(ids), BATCH):
        sync_listings.enqueue(ids[start : start + BATCH])


def flush_vocabulary() -> None:
    """Tell every process that the lists changed, when they did."""
    if _pending.vocabulary:
        _pending.vocabulary = False
        VocabularyVersion.objects.update_or_create(pk=1, defaults={"token": uuid.uuid4()})


def index_pages(ids: Iterable[int]) -> int:
    """Write the index rows of these listings and drop the rows of those that are not live. Returns rows written."""
    return sum(_write(batch) for batch in _batches(sorted(set(ids))))


def rebuild() -> Iterator[int]:
    """Write the row of every live listing again, yielding how many were written after each batch."""
    with transaction.atomic():
        IndexRow.objects.exclude(page__in=ServicePage.objects.live()).delete()
    for batch in _batches(ServicePage.objects.live().order_by("pk").values_list("pk", flat=True)):
        yield _write(batch)


def _batches(ids: Iterable[int]) -> Iterator[list[int]]:
    remaining = iter(ids)
    while batch := list(islice(remaining, BATCH)):
        yield batch


@transaction.atomic
def _write(ids: list[int]) -> int:
    pages = ServicePage.objects.filter(pk__in=ids).live().with_listing_facts()
    rows = [row_for(page) for page in pages]
    IndexRow.objects.filter(page__in=set(ids) - {row.page_id for row in rows}).delete()
    names = [field.name for field in IndexRow._meta.fields if not field.primary_key]
    IndexRow.objects.bulk_create(rows, update_conflicts=True, unique_fields=["page"], update_fields=names)
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
