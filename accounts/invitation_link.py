"""The signed link of an invitation. It works once, until its day or until another link is sent or it is cancelled."""

from uuid import UUID

from django.core import signing
from django.urls import reverse

from accounts.models import Invitation

_SALT = "accounts.invitation"


class BrokenLink(Exception):
    """The link was cut short, changed, used, cancelled, replaced by a newer one, or its time is over."""


def make_link(invitation: Invitation) -> str:
    """Return the path of the link that works now."""
    token = signing.dumps({"i": str(invitation.pk), "n": invitation.number}, salt=_SALT)
    return reverse("accounts:join_link", kwargs={"token": token})


def read_token(token: str) -> Invitation:
    """Return the invitation that waits behind a link. Raises BrokenLink."""
    try:
        said = signing.loads(token, salt=_SALT)
        invitation = Invitation.objects.get(pk=UUID(said["i"]), number=int(said["n"]))
    except (signing.BadSignature, Invitation.DoesNotExist, KeyError, TypeError, ValueError) as error:
        raise BrokenLink from error
    if not invitation.is_waiting:
        raise BrokenLink
    return invitation
