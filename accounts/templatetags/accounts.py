"""What the templates of accounts need."""

import json
from typing import Any

from django import template
from django.conf import settings

from accounts import guardian
from accounts.models import EmergencyView
from accounts.roles import ADMINISTRATOR
from accounts.sessions import reader_key

register = template.Library()


@register.filter
def as_json(value: Any) -> str:
    """Write a value as JSON for a data attribute; the template escapes it."""
    return json.dumps(value, separators=(",", ":"))


@register.simple_tag
def session_seconds() -> int:
    """Return how long a session lasts after its last request."""
    return settings.SESSION_COOKIE_AGE


@register.simple_tag(takes_context=True)
def session_reader(context: template.Context) -> str:
    """Return what the page knows its reader by, to notice when somebody else has signed in meanwhile."""
    return reader_key(context["user"])


@register.simple_tag(takes_context=True)
def emergency_view(context: template.Context) -> EmergencyView | None:
    """Return the emergency view that the reader has open. Asks the database for administrators only."""
    user = context.get("user")
    if ADMINISTRATOR not in guardian.national_roles(user):
        return None
    return EmergencyView.objects.in_force().filter(user=user).first()
