"""The signed link with which an organisation answers one referral without an account.

The link names the referral, the mailbox it was sent to (as a fingerprint) and its last day. It ends when that day
is over or when the organisation's mailbox changes. By itself it shows a reference and nothing else: what the
referral says opens with a code that goes to the mailbox (actions/link.py).
"""

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.core import signing
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import salted_hmac

from directory.models import Organisation
from referrals.models import Referral, ReferralSettings

_SALT = "referrals.answer-link"


class BrokenLink(Exception):
    """The link was cut short, changed, made by somebody else, or its mailbox is not the organisation's any more."""


@dataclass(frozen=True)
class AnswerLink:
    """What a link says."""

    referral: Referral
    until: date

    @property
    def has_ended(self) -> bool:
        """Say whether its last day is over."""
        return self.until < timezone.localdate()


def make_token(referral: Referral, until: date) -> str:
    """Return the signed part of a link that works to the end of a day."""
    said = {"r": str(referral.pk), "m": _fingerprint(referral.organisation), "u": until.isoformat()}
    return signing.dumps(said, salt=_SALT)


def make_link(referral: Referral) -> str:
    """Return the path of a new link, which works as many days from today as the settings say."""
    until = timezone.localdate() + timedelta(days=ReferralSettings.load().link_days)
    return reverse("referrals:answer", kwargs={"token": make_token(referral, until)})


def read_token(token: str) -> AnswerLink:
    """Return what a link says, ended or not. Raises BrokenLink."""
    rows = Referral.objects.exclude(sent_at=None).select_related("organisation", "prison")
    try:
        said = signing.loads(token, salt=_SALT)
        referral = rows.get(pk=UUID(said["r"]))
        link = AnswerLink(referral, date.fromisoformat(said["u"]))
    except (signing.BadSignature, Referral.DoesNotExist, KeyError, TypeError, ValueError) as error:
        raise BrokenLink from error
    if not referral.organisation.mailbox or said.get("m") != _fingerprint(referral.organisation):
        raise BrokenLink
    return link


def _fingerprint(organisation: Organisation) -> str:
    """Return a short keyed hash of the mailbox: the address itself does not belong in a link."""
    return salted_hmac(_SALT, organisation.mailbox.lower()).hexdigest()[:16]
