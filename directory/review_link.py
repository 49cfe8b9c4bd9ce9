"""The signed link with which an organisation confirms its listings without an account.

The link names the organisation, the mailbox it was sent to (as a fingerprint) and its last day. It ends when
that day is over, when the organisation's mailbox changes, or when its reader says that the mailbox is wrong.
It shows public facts of listings only, so that a link that falls into wrong hands reveals nothing.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.core import signing
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import salted_hmac

from directory.models import Organisation, ReviewSettings

_SALT = "directory.review-link"


class BrokenLink(Exception):
    """The link was cut short, changed, made by somebody else, or its mailbox is not the organisation's any more."""


@dataclass(frozen=True)
class ReviewLink:
    """What a link says."""

    organisation: Organisation
    until: date

    @property
    def has_ended(self) -> bool:
        """Say whether its last day is over."""
        return self.until < timezone.localdate()


def make_token(organisation: Organisation, until: date) -> str:
    """Return the signed part of a link that works to the end of a day."""
    said = {"o": str(organisation.pk), "m": _fingerprint(organisation), "u": until.isoformat()}
    return signing.dumps(said, salt=_SALT)


def make_link(organisation: Organisation, on: date | None = None) -> tuple[str, date]:
    """Return the path of a new link and its last day, as many days from today as the rules say."""
    until = (on or timezone.localdate()) + timedelta(days=ReviewSettings.load().link_days)
    return reverse("directory:review_link", kwargs={"token": make_token(organisation, until)}), until


def read_token(token: str) -> ReviewLink:
    """Return what a link says, ended or not. Raises BrokenLink."""
    try:
        said = signing.loads(token, salt=_SALT)
        organisation = Organisation.objects.get(pk=UUID(said["o"]))
        link = ReviewLink(organisation, date.fromisoformat(said["u"]))
    except (signing.BadSignature, Organisation.DoesNotExist, KeyError, TypeError, ValueError) as error:
        raise BrokenLink from error
    if not organisation.mailbox or said.get("m") != _fingerprint(organisation):
        raise BrokenLink
    return link


def _fingerprint(organisation: Organisation) -> str:
    """Return a short keyed hash of the mailbox: the address itself does not belong in a link."""
    return salted_hmac(_SALT, organisation.mailbox.lower()).hexdigest()[:16]
