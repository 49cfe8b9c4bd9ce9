"""Triggers of people who come in."""

from django.utils import timezone

from accounts.models import User
from tests.factories import volunteers as make
from tests.factories.accounts import user_with_role
from tests.project.email_triggers.planted import planted_listing, triggers
from volunteers.actions.approvals import ask_for_approval, decide
from volunteers.models import Entrant


def planted_entrant() -> tuple[Entrant, object, object]:
    """Return a planted person, the lead who keeps the record and the security that decides."""
    page = planted_listing()
    lead = user_with_role("lead", page.organisation, name="Zebulon Quickthorn", email="lead@helping.example")
    security = user_with_role("security", page.prison, name="Zebulon Quickthorn", email="security@prison.example")
    who = make.entrant(page.prison, page.organisation, first_name="Zebulon", last_name="Quickthorn")
    return who, lead, security


@triggers("volunteers.approval-asked")
def approval_asked() -> None:
    """A prison is asked."""
    who, lead, _security = planted_entrant()
    ask_for_approval(entrant=who, prison=who.approvals.get().prison, agreed_on=timezone.localdate(), by=lead)


@triggers("volunteers.approval-decided")
def approval_decided() -> None:
    """A prison decides."""
    approval_asked()
    approval = Entrant.objects.get().approvals.get()
    decide(approval=approval, status="approved", by=User.objects.get(email="security@prison.example"))
