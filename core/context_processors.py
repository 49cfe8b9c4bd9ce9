"""What every template is given."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest


def site(request: HttpRequest) -> dict[str, Any]:
    """Return the facts that the base template shows on every page."""
    return {"demonstration": settings.DEMONSTRATION}
