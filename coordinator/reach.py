"""How an organisation is written to, and the signed links with which it reads without an account.

A link names a row by its key and nothing else. What it opens names nobody and no service's people, so that a link
that falls into wrong hands reveals a meeting or a notice at most. Opening it changes nothing: mail scanners do too.
"""

from typing import Any
from uuid import UUID

from django.core import signing

from accounts.roles import MANAGE_VOLUNTEERS
from coordinator.models import Engagement
from core.notifications import Mailbox
from directory.models import Organisation, Prison, ServicePage
from volunteers.notifications import holders


class BrokenLink(Exception):
    """The link was cut short, changed, or made by somebody else."""


def reach_of(organisation: Organisation) -> list[Any]:
    """Return the organisation's leads and its mailbox; nothing when it has neither."""
    found: list[Any] = holders(MANAGE_VOLUNTEERS, organisation)
    return [*found, Mailbox(organisation.mailbox)] if organisation.mailbox else found


def organisations_in(*prisons: Prison) -> Any:
    """Return the organisations that work in one of the prisons: with a live listing, or on its list and not left."""
    listed = ServicePage.objects.live().filter(prison__in=prisons).values("organisation")
    engaged = Engagement.objects.current().filter(prison__in=prisons).values("organisation")
    return Organisation.objects.among(listed, engaged).order_by("name")


def make_token(kind: str, key: UUID) -> str:
    """Return the signed part of a link to a row."""
    return signing.dumps(str(key), salt=f"coordinator.{kind}")


def read_token(kind: str, token: str) -> UUID:
    """Return the key of the row that a link is about. Raises BrokenLink."""
    try:
        return UUID(signing.loads(token, salt=f"coordinator.{kind}"))
    except (signing.BadSignature, TypeError, ValueError) as error:
        raise BrokenLink from error
