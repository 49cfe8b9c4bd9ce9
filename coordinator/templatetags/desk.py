"""What the directory's pages show of the desk: docs architecture, "through a template tag, never an import upwards"."""

from typing import Any

from django import template

from coordinator.enums import Post
from coordinator.models import Appointment
from coordinator.permissions import sees_contact_page
from directory.models import Prison

register = template.Library()


@register.inclusion_tag("coordinator/tags/named_people.html", takes_context=True)
def named_people(context: template.Context, prison: Prison) -> dict[str, Any]:
    """Say who holds a prison's posts, or that it has no coordinator, to those who may know."""
    user = context["request"].user
    if not user.is_authenticated or not sees_contact_page(user, prison):
        return {"sees": False}
    order = list(Post)
    held = Appointment.objects.visible_to(user).filter(prison=prison).on()
    named = sorted(held, key=lambda each: order.index(Post(each.post)))
    has_coordinator = any(each.post == Post.COORDINATOR for each in named)
    return {"sees": True, "prison": prison, "named": named, "has_coordinator": has_coordinator}
