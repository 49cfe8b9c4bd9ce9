"""What can be done with a service, on its page."""

from typing import Any

from django import template

from directory.models import ServicePage
from directory.service_actions import actions_for

register = template.Library()


@register.inclusion_tag("directory/service_actions.html", takes_context=True)
def service_actions(context: template.Context, page: ServicePage) -> dict[str, Any]:
    """Draw the buttons that apps above the directory offer; nothing in a preview, which has no reader."""
    request = context["request"]
    return {"actions": actions_for(request, page) if hasattr(request, "user") else []}
