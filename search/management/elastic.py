"""What the commands for Elasticsearch share: they need it configured, and end with a sentence when it is away."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.core.management.base import CommandError

from search.elastic import index
from search.elastic.client import SearchUnavailable, is_configured
from search.elastic.documents import ListingDocument
from search.management.progress import Progress

NOT_CONFIGURED = "ELASTICSEARCH_URL is not set: the finder searches in the database, and there is no index to keep."


@contextmanager
def reachable() -> Iterator[None]:
    """Turn what goes wrong into a CommandError that says what to do."""
    if not is_configured():
        raise CommandError(NOT_CONFIGURED)
    try:
        yield
    except SearchUnavailable as problem:
        raise CommandError(
            f"Elasticsearch did not do it ({problem}). The finder answers from the database meanwhile. Run this again "
            "when it is back: what is done already is not done again."
        ) from problem


def go_through(out: Any, alias: str, *, repair: bool) -> tuple[int, int, int]:
    """Compare every listing, with a progress bar. Returns how many were seen, wrong and left over."""
    bar = Progress(out, "Mending" if repair else "Comparing", ListingDocument.queryset().count())
    seen = wrong = extra = 0
    for found in index.compare(alias, repair=repair):
        seen, wrong, extra = seen + found.seen, wrong + len(found.wrong), extra + len(found.extra)
        bar.add(found.seen)
    bar.end(f"{seen} live listings; {wrong} missing or out of date; {extra} left over.")
    return seen, wrong, extra
