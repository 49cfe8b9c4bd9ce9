"""What `manage.py check` says of the finder's settings before anybody searches."""

from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import CheckMessage, Error, register


@register()
def elasticsearch_addresses(app_configs: Any, **options: Any) -> list[CheckMessage]:
    """Refuse an ELASTICSEARCH_URL that no client can be made of."""
    if all(_is_whole(url.strip()) for url in settings.ELASTICSEARCH_URL.split(",") if url.strip()):
        return []
    words = "ELASTICSEARCH_URL must hold whole addresses with scheme, host and port, separated by commas."
    return [Error(words, hint="Write it like http://search.example.org:9200.", id="search.E001")]


def _is_whole(url: str) -> bool:
    try:
        parts = urlsplit(url)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port is not None
    except ValueError:
        return False
