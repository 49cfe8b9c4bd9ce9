"""How far a listing can be trusted, in words."""

from typing import Any

from django import template
from django.utils.translation import gettext as _

from directory.enums import Freshness
from directory.models import ListingStatus, ReviewSettings, ServicePage

register = template.Library()


@register.inclusion_tag("directory/review/freshness.html")
def freshness(status: ListingStatus, rules: ReviewSettings | None = None) -> dict[str, Any]:
    """Say when a listing was last confirmed, or since when nobody has. Lists pass the rules, to read them once."""
    state = status.freshness(rules or ReviewSettings.load())
    return {
        "status": status,
        "is_confirmed": state in (Freshness.CONFIRMED, Freshness.DUE),
        "left_insert": state == Freshness.LEFT_INSERT,
    }


@register.filter
def public_facts(page: ServicePage) -> list[dict[str, Any]]:
    """Return the rows of a listing's public facts, for a summary list: no times, rooms, contacts or notes."""
    facts = [
        (_("What it is"), page.summary),
        (_("What it does"), page.description),
        (_("What it does not do"), page.does_not),
        (_("Helps with"), _joined(page.needs.all())),
        (_("Who it is for"), _joined(group for group in page.groups.all() if not group.is_restricted)),
        (_("How help comes"), _joined(page.delivery_modes.all())),
        (_("Languages"), _joined(page.languages.all())),
        (_("Can it take people now?"), page.status.get_availability_display()),
    ]
    return [{"key": key, "value": value} for key, value in facts if value]


@register.filter
def staff_facts(page: ServicePage) -> list[dict[str, Any]]:
    """Return the public facts and what only staff may see: when and where it comes, and whom to ring."""
    facts = [
        (_("When and where"), "; ".join(str(session) for session in page.sessions.all())),
        (_("Contact"), page.contact_name),
        (_("Phone"), page.contact_phone or page.organisation.phone),
        (_("E-mail"), page.contact_email or page.organisation.email),
        (_("Notes for staff"), page.staff_notes),
    ]
    return [*public_facts(page), *({"key": key, "value": value} for key, value in facts if value)]


def _joined(terms: Any) -> str:
    return ", ".join(term.label for term in terms)
