"""How often something may be done."""

import pytest
from django.core.cache import cache

from core.throttle import is_allowed


@pytest.fixture(autouse=True)
def _empty_cache():
    cache.clear()


def test_each_key_has_its_own_count():
    assert [is_allowed("x", "a", limit=2, seconds=60) for _ in range(4)] == [True, True, False, False]
    assert is_allowed("x", "b", limit=2, seconds=60)
    assert is_allowed("y", "a", limit=2, seconds=60)


def test_the_count_begins_again_when_its_time_is_over():
    assert is_allowed("x", "a", limit=1, seconds=60)
    assert not is_allowed("x", "a", limit=1, seconds=60)
    cache.touch("throttle:x:a", -1)
    assert is_allowed("x", "a", limit=1, seconds=60)
