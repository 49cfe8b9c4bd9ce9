"""Where candidates come from: the database here, Elasticsearch beside it once it is configured."""

from search.backends.base import Backend, Candidate, Question
from search.backends.database import DatabaseBackend

__all__ = ["Backend", "Candidate", "Question", "backend"]


def backend() -> Backend:
    """Return the backend in force."""
    return DatabaseBackend()
