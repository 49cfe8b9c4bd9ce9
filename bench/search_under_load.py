"""What `bench.search` runs for each size, in a process whose settings name the database: it grows it and measures."""

import io
import json
import sys
import time
from collections.abc import Iterator
from typing import Any

import django

from bench.finder import PRISON
from bench.search import under_load

#: So many listings are made one by one; beyond that their rows are copied.
MOST_SEEDED = 20_000
#: Wagtail reckons its index's averages anew after each portion, over the whole of it: few portions, then.
PORTION = 10_000


def measure(size: int) -> Iterator[dict[str, Any]]:
    """Yield a row for Wagtail's search and one for each backend of the finder."""
    from django.conf import settings
    from django.contrib.auth.models import AnonymousUser
    from django.db import connection

    from directory.models import Prison, ServicePage
    from search import finder
    from search.backends.database import DatabaseBackend
    from search.backends.elasticsearch import ElasticsearchBackend

    _grow(size)
    prison = Prison.objects.get(code=PRISON)
    listed = ServicePage.objects.live().filter(prison=PRISON)
    common = {"listings": size, "in_prison": listed.count(), "database": connection.display_name}
    filled = _timed(_fill_stock)
    stock = under_load(lambda text: list(listed.search(text)[:10]))
    yield {**common, **stock, "search": "Wagtail's stock search", "stock": stock, "filled": filled}
    chosen: Any
    for chosen in (DatabaseBackend(), ElasticsearchBackend()) if settings.ELASTICSEARCH_URL else (DatabaseBackend(),):
        filled = _timed(_fill) if chosen.name == "elasticsearch" else None
        finder.backend = lambda chosen=chosen: chosen  # type: ignore[assignment]
        answers = under_load(lambda text: finder.find(finder.Query(prison, text), user=AnonymousUser()))
        yield {**common, **answers, "search": f"finder, {chosen.name}", "stock": stock, "filled": filled}
    _tidy(settings.ELASTICSEARCH_URL)


def _timed(do: Any) -> float:
    started = time.perf_counter()
    do()
    return time.perf_counter() - started


def _grow(size: int) -> None:
    """Add listings until there are so many. Raises SystemExit for a size beyond 20,000 that is no multiple of it."""
    from bench import copies, seed
    from directory.models import Prison, ServicePage

    there = ServicePage.objects.filter(adopted_from=seed.MARK).count()
    prisons = list(Prison.objects.filter(is_demonstration=False).order_by("code"))
    for _made in seed.seed(min(size, MOST_SEEDED) - there, prisons):
        continue
    if size > MOST_SEEDED:
        if size % MOST_SEEDED:
            raise SystemExit(f"{size} is no multiple of {MOST_SEEDED}.")
        for _made in copies.multiply(size // MOST_SEEDED):
            continue


def _fill_stock() -> None:
    """Fill Wagtail's own index with the listings, by its own rebuilder."""
    from wagtail.search.backends import get_search_backend

    from directory.models import ServicePage

    backend = get_search_backend()
    index = backend.get_index_for_model(ServicePage)
    index.reset()
    rebuilder = backend.rebuilder_class(index)
    writer = rebuilder.start()
    listings = ServicePage.objects.select_related("organisation").order_by("pk")
    last = 0
    while portion := list(listings.filter(pk__gt=last)[:PORTION]):
        writer.add_items(ServicePage, portion)
        last = portion[-1].pk
    rebuilder.finish()


def _fill() -> None:
    """Fill the Elasticsearch index from nothing."""
    from django.core.management import call_command

    call_command("search_migrate", stdout=io.StringIO())


def _tidy(url: str) -> None:
    if url:
        from search.elastic import indices
        from search.elastic.client import execute

        execute("tidy", lambda asked: asked.indices.delete(index=indices.names().index), timeout=60)


if __name__ == "__main__":
    django.setup()
    sys.stdout.write(json.dumps(list(measure(int(sys.argv[1])))))
