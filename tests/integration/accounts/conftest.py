"""What the tests of accounts share."""

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest


class Mailed:
    """`with mailed:` hands over the mail that is queued inside when it ends, as a commit would."""

    def __init__(self, capture: Callable[..., AbstractContextManager]) -> None:
        self._capture = capture

    def __enter__(self) -> None:
        self._open = self._capture(execute=True)
        self._open.__enter__()

    def __exit__(self, *failure: object) -> None:
        self._open.__exit__(*failure)


@pytest.fixture
def mailed(django_capture_on_commit_callbacks) -> Mailed:
    """Return the context in which mail is delivered."""
    return Mailed(django_capture_on_commit_callbacks)
