"""What every template is given."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from core import navigation


def site(request: HttpRequest) -> dict[str, Any]:
    """Return what the base template shows on every page.

    The navigation is worked out only where a template uses it. `scope_name` is the name of what the
    request works for, which whoever resolves it puts on the request.
    """
    return {
        "demonstration": settings.DEMONSTRATION,
        "navigation": SimpleLazyObject(lambda: navigation.main.items_for(request)),
        "footer_links": SimpleLazyObject(lambda: navigation.footer.items_for(request)),
        "scope_name": getattr(request, "scope_name", ""),
    }
