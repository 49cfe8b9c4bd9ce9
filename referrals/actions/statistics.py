"""Writing what referrals say about each listing into the directory, once a day."""

from dataclasses import asdict
from datetime import date, timedelta
from itertools import groupby

from django.db import transaction
from django.utils import timezone

from directory.models import ListingStatus
from referrals.enums import Status
from referrals.models import Referral, ReferralSettings
from referrals.statistics import Facts, Figures, figures

_FIELDS = ("service_id", "status", "sent_at", "answer_due_on", "answered_at", "first_contact_on", "previous_status")
#: Listings of which nobody asked anything are dated in one statement; the others a few at a time.
_AT_ONCE = 200


def write_figures(*, on: date | None = None) -> int:
    """Work out the figures of every listing that has none of this day yet; return how many listings were dated.

    The same referrals give the same figures, so running again, or two at once, changes nothing more.
    """
    day = on or timezone.localdate()
    rules = ReferralSettings.load()
    since = timezone.now() - timedelta(days=rules.statistics_days)
    counted = Referral.objects.filter(sent_at__gte=since)
    stale = ListingStatus.objects.exclude(figures_on=day)
    written = stale.exclude(page__in=counted.values("service")).update(figures_on=day, **asdict(Figures()))
    keys = list(stale.filter(page__in=counted.values("service")).order_by("page").values_list("page", flat=True))
    for start in range(0, len(keys), _AT_ONCE):
        written += _write(keys[start : start + _AT_ONCE], day, since, rules.statistics_least)
    return written


@transaction.atomic
def _write(keys: list[int], day: date, since: date, least: int) -> int:
    rows = Referral.objects.filter(service__in=keys, sent_at__gte=since).order_by("service_id")
    for key, group in groupby(rows.values_list(*_FIELDS), key=lambda row: row[0]):
        found = figures((_facts(row) for row in group), day, least=least)
        ListingStatus.objects.filter(page=key).update(figures_on=day, **asdict(found))
    return len(keys)


def _facts(row: tuple) -> Facts:
    _, status, sent_at, due_on, answered_at, first_contact_on, before = row
    answered_on = timezone.localdate(answered_at) if answered_at else None
    return Facts(status, timezone.localdate(sent_at), due_on, answered_on, first_contact_on, before == Status.ASKED)
