"""What the templates of accounts need."""

import json
from typing import Any

from django import template
from django.conf import settings

register = template.Library()


@register.filter
def as_json(value: Any) -> str:
    """Write a value as JSON for a data attribute; the template escapes it."""
    return json.dumps(value, separators=(",", ":"))


@register.simple_tag
def session_seconds() -> int:
    """Return how long a session lasts after its last request."""
    return settings.SESSION_COOKIE_AGE
