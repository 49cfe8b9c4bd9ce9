"""Where candidates come from: the database, or Elasticsearch with the database behind it."""

from functools import cache

from django.conf import settings

from search.backends.base import Backend, Candidate, Offers, Question
from search.backends.database import DatabaseBackend

__all__ = ["Backend", "Candidate", "Offers", "Question", "backend"]


def backend() -> Backend:
    """Return the backend in force: Elasticsearch where `ELASTICSEARCH_URL` names one."""
    return _guarded(settings.ELASTICSEARCH_URL) if settings.ELASTICSEARCH_URL else DatabaseBackend()


@cache
def _guarded(url: str) -> Backend:
    """Make the guarded backend once for each process and address, since its breaker remembers failures."""
    from search.backends.elasticsearch import ElasticsearchBackend
    from search.backends.guarded import GuardedBackend
    from search.elastic.breaker import Breaker

    return GuardedBackend(ElasticsearchBackend(), DatabaseBackend(), Breaker())
