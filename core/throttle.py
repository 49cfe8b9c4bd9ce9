"""How often something may be done, counted in the cache: enough to stop a flood, not to keep accounts."""

from django.core.cache import cache


def is_allowed(name: str, key: str, *, limit: int, seconds: int) -> bool:
    """Count one more and say whether that is still within `limit` in `seconds`.

    `key` must not be personal: it stands in the cache. Each process counts for itself where the cache does.
    """
    place = f"throttle:{name}:{key}"
    cache.add(place, 0, seconds)
    try:
        return cache.incr(place) <= limit
    except ValueError:  # the time ended between the two lines
        return True
