"""What `bench.search` runs for each size, in a process whose settings name that size's database."""

import io
import json
import sys
import time
from collections.abc import Iterator
from typing import Any

import django

from bench.finder import PRISON
from bench.search import LARGEST_STOCK, under_load


def measure(size: int) -> Iterator[dict[str, Any]]:
    """Yield a row for Wagtail's search and one for each backend of the finder."""
    from django.conf import settings
    from django.contrib.auth.models import AnonymousUser

    from directory.models import Prison, ServicePage
    from search import finder
    from search.backends.database import DatabaseBackend
    from search.backends.elasticsearch import ElasticsearchBackend

    prison = Prison.objects.get(code=PRISON)
    listed = ServicePage.objects.live().filter(prison=PRISON)
    common = {"listings": size, "in_prison": listed.count()}

    def find(text: str) -> object:
        return finder.find(finder.Query(prison, text), user=AnonymousUser())

    stock = under_load(lambda text: list(listed.search(text)[:10])) if size <= LARGEST_STOCK else None
    if stock:
        yield {**common, **stock, "search": "Wagtail's stock search", "stock": stock}
    for chosen in (DatabaseBackend(), ElasticsearchBackend()):
        filled = None
        if chosen.name == "elasticsearch":
            if not settings.ELASTICSEARCH_URL:
                continue
            filled = _fill()
        finder.backend = lambda chosen=chosen: chosen  # type: ignore[assignment]
        yield {**common, **under_load(find), "search": f"finder, {chosen.name}", "stock": stock, "filled": filled}
    _tidy(settings.ELASTICSEARCH_URL)


def _fill() -> float:
    """Fill the index from nothing and return the seconds that took."""
    from django.core.management import call_command

    started = time.perf_counter()
    call_command("search_migrate", stdout=io.StringIO())
    return time.perf_counter() - started


def _tidy(url: str) -> None:
    if url:
        from search.elastic import indices
        from search.elastic.client import execute

        execute("tidy", lambda asked: asked.indices.delete(index=indices.names().index), timeout=60)


if __name__ == "__main__":
    django.setup()
    sys.stdout.write(json.dumps(list(measure(int(sys.argv[1])))))
