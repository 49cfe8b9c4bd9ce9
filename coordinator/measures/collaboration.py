"""How well a prison and its voluntary organisations work together, counted from the work itself.

Counts only: of referrals, days and statuses; no query here reads a person or a word written about one. Each measure
asks for all prisons at once, so that the national table needs as many queries as that of one prison.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import cache
from typing import Any

from django.db.models import Count, F, Q, Sum
from django.utils import timezone

from accounts.roles import ScopeKind
from coordinator.enums import Post
from coordinator.measures.registry import Kind, Period, Tally, measure
from coordinator.models import Appointment, Engagement
from core.models import AuditEvent
from core.workdays import working_days_between
from directory.enums import READINGS
from directory.models import ConfirmationAttempt, InsertDistribution, InsertEdition
from referrals.models import Concern, Referral
from search.models import UnmetSearch

Tallies = dict[str, Tally]
Prisons = Sequence[str]

_DAYS, _DAY = "working days", "working day"


def _counts(rows: Iterable[tuple[str, int | None]]) -> Tallies:
    return {prison: Tally(hits=number or 0, of=number or 0) for prison, number in rows}


def number_of(found: Any, *, by: str = "prison", of: str = "pk") -> Tallies:
    """Return how many different ones there are per prison."""
    return _counts(found.order_by().values_list(by).annotate(number=Count(of, distinct=True)))


def share_of(part: Any, whole: Any) -> Tallies:
    """Return how many of each prison's are in the part."""
    hits = number_of(part)
    return {prison: Tally(hits.get(prison, Tally()).hits, tally.of) for prison, tally in number_of(whole).items()}


def _waits(rows: Iterable[tuple[Any, ...]], period: Period) -> Tallies:
    """Return the working days from one moment to another, of those over by the period's last day."""
    between = cache(working_days_between)  # a year has few pairs of days, and many referrals
    days: dict[str, list[int]] = {}
    for prison, start, end in rows:
        last = timezone.localdate(end) if isinstance(end, datetime) else end
        if last <= period.last:
            days.setdefault(prison, []).append(between(timezone.localdate(start), last))
    return {prison: Tally(days=tuple(found)) for prison, found in days.items()}


@measure(
    Kind.SHARE,
    "named-coordinator",
    "Days with a named coordinator",
    definition="The share of the period's days on which the prison had a named voluntary sector coordinator.",
    counted="Days within an appointment as named coordinator, first and last day included, over all days.",
    unit="%",
)
def named_coordinator(prisons: Prisons, period: Period) -> Tallies:
    """Count the days; appointments never overlap."""
    tallies = dict.fromkeys(prisons, Tally(of=period.days))
    held = Appointment.objects.filter(prison__in=prisons, post=Post.COORDINATOR)
    for each in held.overlapping(period.first, period.last):
        days = (min(each.ends_on or period.last, period.last) - max(each.starts_on, period.first)).days + 1
        tallies[each.prison_id] += Tally(hits=days)
    return tallies


@measure(
    Kind.COUNT,
    "organisations",
    "Organisations at work",
    definition="How many organisations worked in the prison on the last day of the period.",
    counted="Organisations that had started work by that day, with their checklist complete, and had not left.",
    unit="organisations",
    one="organisation",
)
def organisations(prisons: Prisons, period: Period) -> Tallies:
    """Count those at work."""
    return number_of(Engagement.objects.filter(prison__in=prisons).working(period.last))


@measure(
    Kind.COUNT,
    "listings-confirmed",
    "Listings confirmed",
    definition="How many listings were confirmed as still true in the period.",
    counted="Listings with at least one confirmation by phone, visit, e-mail or online.",
    unit="listings",
    one="listing",
)
def listings_confirmed(prisons: Prisons, period: Period) -> Tallies:
    """Count listings, not confirmations."""
    made = ConfirmationAttempt.objects.confirmed_in(prisons, period.first, period.last)
    return number_of(made, by="page__prison", of="page")


@measure(
    Kind.COUNT,
    "insert-editions",
    "Editions of the ACCT insert",
    definition="How many editions of the insert for ACCT documents were published in the period.",
    counted="Editions by the day of publishing.",
    unit="editions",
    one="edition",
)
def insert_editions(prisons: Prisons, period: Period) -> Tallies:
    """Count the editions."""
    return number_of(InsertEdition.objects.published_in(prisons, period.first, period.last))


@measure(
    Kind.COUNT,
    "insert-copies",
    "Copies of the insert put out",
    definition="How many copies of the insert were put on wings and into ACCT stock in the period.",
    counted="Copies as recorded, by the day on which they were put there.",
    unit="copies",
    one="copy",
)
def insert_copies(prisons: Prisons, period: Period) -> Tallies:
    """Add up the copies."""
    put = InsertDistribution.objects.put_out_in(prisons, period.first, period.last)
    return _counts(put.order_by().values_list("edition__prison").annotate(number=Sum("copies")))


@measure(
    Kind.COUNT,
    "insert-views",
    "Times the insert was opened",
    definition="How often the insert for ACCT documents was opened on a screen or saved to be printed in the period.",
    counted="Openings by their day, as far back as the audit trail is kept; whoever opens it twice counts twice.",
    unit="times",
    one="time",
)
def insert_views(prisons: Prisons, period: Period) -> Tallies:
    """Count the rows, whoever they are of."""
    days = (period.first, period.last)
    opened = AuditEvent.objects.counted_in(READINGS, ScopeKind.PRISON, prisons, days)
    return number_of(opened, by="scope_key")


@measure(
    Kind.COUNT,
    "referrals-sent",
    "Referrals sent",
    definition="How many referrals staff sent to organisations in the period.",
    counted="Referrals by the day of sending, whatever became of them.",
    unit="referrals",
    one="referral",
    about_people=True,
)
def referrals_sent(prisons: Prisons, period: Period) -> Tallies:
    """Count the referrals."""
    return number_of(Referral.objects.sent_in(prisons, period.first, period.last))


@measure(
    Kind.NINE_OF_TEN,
    "first-answer-90",
    "Working days to a first answer, 9 of 10",
    definition="Nine of ten of the period's answered referrals had a first answer within so many working days.",
    counted="As the median; the value below which nine tenths lie (nearest rank).",
    unit=_DAYS,
    one=_DAY,
    about_people=True,
)
@measure(
    Kind.MEDIAN,
    "first-answer-median",
    "Working days to a first answer, median",
    definition="Half of the period's referrals that were answered had a first answer within so many working days.",
    counted="From the day of sending to the first answer, of referrals sent in the period and answered by its end.",
    unit=_DAYS,
    one=_DAY,
    about_people=True,
)
def first_answer(prisons: Prisons, period: Period) -> Tallies:
    """Return how long each answer took."""
    answered = Referral.objects.sent_in(prisons, period.first, period.last).exclude(answered_at=None)
    return _waits(answered.order_by().values_list("prison", "sent_at", "answered_at"), period)


@measure(
    Kind.MEDIAN,
    "first-contact-median",
    "Working days to first contact, median",
    definition="Half of the period's referrals that led to contact did so within so many working days.",
    counted="From the day of sending to the first contact, of referrals sent in the period, contact by its end.",
    unit=_DAYS,
    one=_DAY,
    about_people=True,
)
def first_contact(prisons: Prisons, period: Period) -> Tallies:
    """Return how long each took until the first contact."""
    met = Referral.objects.sent_in(prisons, period.first, period.last).exclude(first_contact_on=None)
    return _waits(met.order_by().values_list("prison", "sent_at", "first_contact_on"), period)


@measure(
    Kind.SHARE,
    "declined",
    "Referrals declined",
    definition="The share of the period's referrals that an organisation declined.",
    counted="Referrals sent in the period and declined by its end, over all sent in it.",
    unit="%",
    about_people=True,
)
def declined(prisons: Prisons, period: Period) -> Tallies:
    """Count those declined beside all."""
    sent = Referral.objects.sent_in(prisons, period.first, period.last)
    return share_of(sent.declined_by(period.last), sent)


@measure(
    Kind.COUNT,
    "searches-in-vain",
    "Searches in vain",
    definition="How often staff looked for help in the directory and found none that suits.",
    counted="Searches without a suitable service, by day; neither the words nor who searched are kept.",
    unit="searches",
    one="search",
    about_people=True,
)
def searches_in_vain(prisons: Prisons, period: Period) -> Tallies:
    """Add up the counts."""
    found = UnmetSearch.objects.counted_in(prisons, period.first, period.last)
    return _counts(found.order_by().values_list("prison").annotate(number=Sum("count")))


@measure(
    Kind.SHARE,
    "concerns-in-time",
    "Concerns acknowledged in time",
    definition="The share of concerns raised in the period that Safer Custody acknowledged by their deadline.",
    counted="Concerns by the moment of raising; in time when acknowledged no later than the deadline they had.",
    unit="%",
    about_people=True,
)
def concerns_in_time(prisons: Prisons, period: Period) -> Tallies:
    """Count those in time beside all. Nothing of what concerns say is read."""
    raised = Concern.objects.raised_in(prisons, period.first, period.last).order_by().values_list("prison")
    in_time = Count("pk", filter=Q(acknowledged_at__lte=F("acknowledge_by")))
    return {prison: Tally(hits, of) for prison, hits, of in raised.annotate(hits=in_time, number=Count("pk"))}


@measure(
    Kind.SHARE,
    "acct-training",
    "Organisations whose people know ACCT",
    definition="The share of organisations at work whose people had ACCT training in place at the period's end.",
    counted="Organisations at work with the checklist's item “ACCT training” done and not run out on that day.",
    unit="%",
)
def acct_training(prisons: Prisons, period: Period) -> Tallies:
    """Count those with the item in place beside all at work."""
    at_work = Engagement.objects.filter(prison__in=prisons).working(period.last)
    items = Q(items__requirement__slug="acct-training", items__done_on__lte=period.last)
    valid = Q(items__expires_on=None) | Q(items__expires_on__gte=period.last)
    return share_of(at_work.filter(items & valid), at_work)
