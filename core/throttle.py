"""How often something may be done, counted in the cache: enough to stop a flood, not to keep accounts."""

from allauth.account.adapter import get_adapter
from django.core.cache import cache
from django.http import HttpRequest


def is_allowed(name: str, key: str, *, limit: int, seconds: int) -> bool:
    """Count one more and say whether that is still within `limit` in `seconds`.

    `key` must not be personal: it stands in the cache, which all processes share.
    """
    place = f"throttle:{name}:{key}"
    cache.add(place, 0, seconds)
    try:
        return cache.incr(place) <= limit
    except ValueError:  # the time ended between the two lines
        return True


def client_address(request: HttpRequest) -> str:
    """Return the address a request came from, by the rule that counts attempts to sign in.

    Behind proxies it is the one that the outermost trusted one saw (TRUSTED_PROXY_COUNT). It is personal: hash it
    before it is kept. Raises PermissionDenied when it cannot be told.
    """
    return str(get_adapter(request).get_client_ip(request))
