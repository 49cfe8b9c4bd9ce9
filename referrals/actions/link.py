"""Opening a referral behind its signed link with a code that goes to the organisation's mailbox."""

import secrets
from datetime import timedelta
from enum import StrEnum

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac

from core import audit
from core.notifications import Facts, Mailbox, notify
from core.references import ALPHABET
from referrals.actions.moves import LINK_LABEL
from referrals.enums import OPEN
from referrals.models import AnswerCode, Referral, ReferralSettings
from referrals.notifications import CODE
from referrals.policies import NotPossible

#: Codes sent for one referral in an hour: a link in wrong hands must not flood a mailbox.
CODES_AN_HOUR = 5
#: Wrong tries after which a code ends. 25**8 codes leave nothing to guess in five.
MOST_TRIES = 5
_LENGTH = 8
_SALT = "referrals.answer-code"


class Tried(StrEnum):
    """What became of a code that somebody entered."""

    RIGHT = "right"
    WRONG = "wrong"
    ENDED = "ended"


@transaction.atomic
def send_code(*, referral: Referral, token: str) -> None:
    """Send a new code to the organisation's mailbox; an earlier one ends.

    Raises NotPossible when too many were sent in the last hour or the referral has ended.
    """
    held = Referral.objects.select_for_update(of=("self",)).select_related("organisation", "prison").get(pk=referral.pk)
    now = timezone.now()
    if held.status not in OPEN or not held.organisation.mailbox:
        raise NotPossible("This referral has ended.", "ended")
    if held.answer_codes.filter(created_at__gte=now - timedelta(hours=1)).count() >= CODES_AN_HOUR:
        raise NotPossible("Too many codes were sent. Please try again in an hour.", "too-many")
    held.answer_codes.filter(used_at=None).update(used_at=now)
    code = "".join(secrets.choice(ALPHABET) for _ in range(_LENGTH))
    AnswerCode.objects.create(
        referral=held,
        code_hash=_hash(held, code),
        expires_at=now + timedelta(minutes=ReferralSettings.load().code_minutes),
    )
    audit.record("referral.code_sent", about=held, scope=held.prison, actor_label=LINK_LABEL)
    facts = Facts(link=reverse("referrals:answer", kwargs={"token": token}), reference=f"{code[:4]}-{code[4:]}")
    notify(CODE, to=[Mailbox(held.organisation.mailbox)], facts=facts)


@transaction.atomic
def try_code(*, referral: Referral, entered: str) -> Tried:
    """Say whether the entered code is the live one; a right one works once, a wrong one is counted."""
    code = AnswerCode.objects.select_for_update().filter(referral=referral, used_at=None).first()
    if code is None or code.expires_at <= timezone.now() or code.tries >= MOST_TRIES:
        return Tried.ENDED
    letters = "".join(letter for letter in entered.upper() if letter in ALPHABET)
    code.tries += 1
    right = constant_time_compare(code.code_hash, _hash(referral, letters))
    if right:
        code.used_at = timezone.now()
    code.save()
    event = "referral.link_opened" if right else "referral.code_wrong"
    audit.record(event, about=referral, scope=referral.prison, actor_label=LINK_LABEL)
    return Tried.RIGHT if right else Tried.WRONG


def _hash(referral: Referral, code: str) -> str:
    return salted_hmac(_SALT, f"{referral.pk}:{code}", algorithm="sha256").hexdigest()
