"""How keys are written into the cache."""

from django.utils.crypto import salted_hmac


def hashed(key: str, prefix: str, version: int) -> str:
    """Return a keyed hash: keys of rate limits carry addresses of computers and accounts, which are personal."""
    return salted_hmac("core.cache_keys", f"{prefix}:{version}:{key}", algorithm="sha256").hexdigest()
