"""When an answer is due, in words and a colour, counted in working days."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.workdays import working_days_between
from referrals.enums import Status
from referrals.models import Referral
from referrals.status_tags import colour_of


@dataclass(frozen=True)
class Tag:
    """What a tag says, and its colour. The words are enough alone."""

    text: str
    colour: str


def status_tag(referral: Referral) -> Tag:
    """Return where the referral stands."""
    return Tag(referral.get_status_display(), colour_of(referral))


def due_tag(referral: Referral, today: date) -> Tag | None:
    """Return how long there still is, or how late it is, while somebody is waited for; else None."""
    if referral.status not in (Status.SENT, Status.ASKED) or referral.answer_due_on is None:
        return None
    left = working_days_between(today, referral.answer_due_on)
    if referral.answer_due_on < today:
        late = max(-left, 1)
        words = ngettext("%(n)d working day late", "%(n)d working days late", late) % {"n": late}
        return Tag(words, "red")
    if left <= 0:
        return Tag(_("Due today"), "orange")
    words = ngettext("%(n)d working day left", "%(n)d working days left", left) % {"n": left}
    return Tag(words, "yellow" if left == 1 else "blue")


def place_in_queue(referral: Referral) -> int | None:
    """Return which place the person has on the service's waiting list, from 1; None when they are not on it."""
    if referral.status != Status.WAITING_LIST or referral.queued_at is None:
        return None
    queue = Referral.objects.filter(service=referral.service_id, status=Status.WAITING_LIST)
    ahead = queue.filter(queued_at__lt=referral.queued_at).count()
    same = queue.filter(queued_at=referral.queued_at, pk__lt=referral.pk).count()
    return ahead + same + 1
