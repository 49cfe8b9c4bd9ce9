"""Background tasks of search. Arguments are ids only."""

from datetime import timedelta

import structlog
from django.utils import timezone
from django_tasks import task

from search.elastic import index
from search.elastic.client import SearchUnavailable

log = structlog.get_logger("alongside.search")

#: Minutes to the next try while the server is away; after the last, the nightly `search_sync` mends what is left.
RETRIES = (1, 5, 30, 120)


@task()
def sync_listings(ids: list[int], attempt: int = 0) -> int:
    """Bring these listings' documents in step; return how many. Safe to run twice and two at once.

    While Elasticsearch is away it comes back later: the database answers meanwhile.
    """
    try:
        return index.sync(ids)
    except SearchUnavailable as problem:
        log.warning("search.sync_waits", kind=str(problem), count=len(ids), attempt=attempt)
        if attempt < len(RETRIES) and sync_listings.get_backend().supports_defer:
            later = timezone.now() + timedelta(minutes=RETRIES[attempt])
            sync_listings.using(run_after=later).enqueue(ids, attempt + 1)
        return 0
