"""The page chooser offers only what one may see."""

from typing import Any

from django.http import HttpRequest
from wagtail.models import Page
from wagtail.permissions import policy_registry

from directory.editor.gate import way_down


def only_own_pages(pages: Any, request: HttpRequest) -> Any:
    """Keep the user's own part of the tree and the way down to it."""
    own = policy_registry.get_by_type(Page).explorable_instances(request.user)
    above = [page.pk for page in way_down(request.user)]
    return pages.filter(pk__in=own.values("pk")) | pages.filter(pk__in=above)
