"""The signed link with which an organisation answers one referral, or reads one notice, without an account.

The link names the referral, the mailbox it was sent to (as a fingerprint) and its last day. It ends when that day
is over or when the organisation's mailbox changes. By itself it shows a reference and nothing else: what the
referral says opens with a code that goes to the mailbox (actions/link.py). A notice to expect somebody is about nobody
in particular, so its link needs no code.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.core import signing
from django.core.exceptions import ObjectDoesNotExist
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import salted_hmac

from directory.models import Organisation
from referrals.models import ExpectNotice, Referral, ReferralSettings

_SALT = "referrals.answer-link"
_NOTICE_SALT = "referrals.notice-link"


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


@dataclass(frozen=True)
class NoticeLink:
    """What a link to a notice says."""

    notice: ExpectNotice
    until: date

    @property
    def has_ended(self) -> bool:
        """Say whether its last day is over."""
        return self.until < timezone.localdate()


def make_token(referral: Referral, until: date) -> str:
    """Return the signed part of a link that works to the end of a day."""
    return _sign(referral, until, _SALT)


def make_link(referral: Referral) -> str:
    """Return the path of a new link, which works as many days from today as the settings say."""
    return reverse("referrals:answer", kwargs={"token": make_token(referral, _last_day())})


def make_notice_link(notice: ExpectNotice) -> str:
    """Return the path of a new link to a notice, which works as long as one to a referral."""
    return reverse("referrals:expected_by_link", kwargs={"token": _sign(notice, _last_day(), _NOTICE_SALT)})


def read_token(token: str) -> AnswerLink:
    """Return what a link says, ended or not. Raises BrokenLink."""
    return AnswerLink(*_read(token, Referral.objects.exclude(sent_at=None), _SALT))


def read_notice_token(token: str) -> NoticeLink:
    """Return what a link to a notice says, ended or not. Raises BrokenLink."""
    return NoticeLink(*_read(token, ExpectNotice.objects.select_related("service"), _NOTICE_SALT))


def _last_day() -> date:
    return timezone.localdate() + timedelta(days=ReferralSettings.load().link_days)


def _sign(row: Referral | ExpectNotice, until: date, salt: str) -> str:
    said = {"r": str(row.pk), "m": _fingerprint(row.organisation), "u": until.isoformat()}
    return signing.dumps(said, salt=salt)


def _read(token: str, rows: Any, salt: str) -> tuple[Any, date]:
    """Return the row that a link names, and its last day. Raises BrokenLink."""
    try:
        said = signing.loads(token, salt=salt)
        row = rows.select_related("organisation", "prison").get(pk=UUID(said["r"]))
        until = date.fromisoformat(said["u"])
    except (signing.BadSignature, ObjectDoesNotExist, KeyError, TypeError, ValueError) as error:
        raise BrokenLink from error
    if not row.organisation.mailbox or said.get("m") != _fingerprint(row.organisation):
        raise BrokenLink
    return row, until


def _fingerprint(organisation: Organisation) -> str:
    """Return a short keyed hash of the mailbox: the address itself does not belong in a link."""
    return salted_hmac(_SALT, organisation.mailbox.lower()).hexdigest()[:16]
