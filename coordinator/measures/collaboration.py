"""How well a prison and its voluntary organisations work together, counted from the work itself.

Counts only: of referrals, days and statuses; no query here reads a person or a word written about one.
"""

from datetime import date, timedelta
from math import ceil
from statistics import median

from django.db.models import Q, Sum
from django.utils import timezone

from coordinator.enums import Post
from coordinator.measures.registry import Period, measure
from coordinator.models import Appointment, Engagement
from core.workdays import working_days_between
from directory.enums import Disposition
from directory.models import ConfirmationAttempt, InsertDistribution, InsertEdition, Prison
from referrals.enums import Status
from referrals.models import Concern, Referral
from search.models import UnmetSearch


def _sent(prison: Prison, period: Period) -> "object":
    return Referral.objects.filter(prison=prison, sent_at__date__range=(period.first, period.last))


def share(part: int, whole: int) -> float | None:
    """Return a part of a whole in per cent; nothing can be said of nothing."""
    return 100 * part / whole if whole else None


def _waits(pairs: list[tuple], period: Period) -> list[int]:
    """Return the working days between pairs of days, of those that had ended by the period's last day."""
    days = []
    for start, end in pairs:
        first = timezone.localdate(start)
        last = end if isinstance(end, date) and not hasattr(end, "hour") else timezone.localdate(end)
        if last <= period.last:
            days.append(working_days_between(first, last))
    return sorted(days)


@measure(
    code="named-coordinator",
    label="Days with a named coordinator",
    definition="The share of the period's days on which the prison had a named voluntary sector coordinator.",
    counted="Days within an appointment as named coordinator, first and last day included, over all days.",
    unit="%",
)
def named_coordinator(prison: Prison, period: Period) -> float | None:
    """Count the days; appointments never overlap."""
    held = Appointment.objects.filter(prison=prison, post=Post.COORDINATOR).overlapping(period.first, period.last)
    days = sum(
        (min(each.ends_on or period.last, period.last) - max(each.starts_on, period.first)).days + 1 for each in held
    )
    return share(days, period.days)


@measure(
    code="organisations",
    label="Organisations at work",
    definition="How many organisations worked in the prison on the last day of the period.",
    counted="Organisations that had started work by that day, with their checklist complete, and had not left.",
    unit="organisations",
)
def organisations(prison: Prison, period: Period) -> float | None:
    """Count those at work."""
    return float(Engagement.objects.filter(prison=prison).working(period.last).count())


@measure(
    code="listings-confirmed",
    label="Listings confirmed",
    definition="How many listings were confirmed as still true in the period.",
    counted="Listings with at least one confirmation by phone, visit, e-mail or online.",
    unit="listings",
)
def listings_confirmed(prison: Prison, period: Period) -> float | None:
    """Count listings, not confirmations."""
    made = ConfirmationAttempt.objects.filter(page__prison=prison, disposition=Disposition.CONFIRMED)
    return float(made.filter(at__date__range=(period.first, period.last)).values("page").distinct().count())


@measure(
    code="insert-editions",
    label="Editions of the ACCT insert",
    definition="How many editions of the insert for ACCT documents were published in the period.",
    counted="Editions by the day of publishing.",
    unit="editions",
)
def insert_editions(prison: Prison, period: Period) -> float | None:
    """Count the editions."""
    made = InsertEdition.objects.filter(prison=prison, published_at__date__range=(period.first, period.last))
    return float(made.count())


@measure(
    code="insert-copies",
    label="Copies of the insert put out",
    definition="How many copies of the insert were put on wings and into ACCT stock in the period.",
    counted="Copies as recorded, by the day on which they were put there.",
    unit="copies",
)
def insert_copies(prison: Prison, period: Period) -> float | None:
    """Add up the copies."""
    put = InsertDistribution.objects.filter(edition__prison=prison, on__range=(period.first, period.last))
    return float(put.aggregate(all=Sum("copies"))["all"] or 0)


@measure(
    code="referrals-sent",
    label="Referrals sent",
    definition="How many referrals staff sent to organisations in the period.",
    counted="Referrals by the day of sending, whatever became of them.",
    unit="referrals",
)
def referrals_sent(prison: Prison, period: Period) -> float | None:
    """Count the referrals."""
    return float(_sent(prison, period).count())  # type: ignore[attr-defined]


@measure(
    code="first-answer-median",
    label="Working days to a first answer, median",
    definition="Half of the period's referrals that were answered had a first answer within so many working days.",
    counted="From the day of sending to the first answer, of referrals sent in the period and answered by its end.",
    unit="working days",
)
def first_answer(prison: Prison, period: Period) -> float | None:
    """Return the median."""
    days = _answers(prison, period)
    return float(median(days)) if days else None


@measure(
    code="first-answer-90",
    label="Working days to a first answer, 9 of 10",
    definition="Nine of ten of the period's answered referrals had a first answer within so many working days.",
    counted="As the median; the value below which nine tenths lie (nearest rank).",
    unit="working days",
)
def first_answer_90(prison: Prison, period: Period) -> float | None:
    """Return the 90th percentile by nearest rank."""
    days = _answers(prison, period)
    return float(days[ceil(0.9 * len(days)) - 1]) if days else None


def _answers(prison: Prison, period: Period) -> list[int]:
    answered = _sent(prison, period).exclude(answered_at=None)  # type: ignore[attr-defined]
    return _waits(list(answered.values_list("sent_at", "answered_at")), period)


@measure(
    code="first-contact-median",
    label="Working days to first contact, median",
    definition="Half of the period's referrals that led to contact did so within so many working days.",
    counted="From the day of sending to the first contact, of referrals sent in the period, contact by its end.",
    unit="working days",
)
def first_contact(prison: Prison, period: Period) -> float | None:
    """Return the median."""
    met = _sent(prison, period).exclude(first_contact_on=None)  # type: ignore[attr-defined]
    days = _waits(list(met.values_list("sent_at", "first_contact_on")), period)
    return float(median(days)) if days else None


@measure(
    code="declined",
    label="Referrals declined",
    definition="The share of the period's referrals that an organisation declined.",
    counted="Referrals sent in the period and declined by its end, over all sent in it.",
    unit="%",
)
def declined(prison: Prison, period: Period) -> float | None:
    """Return the share."""
    sent = _sent(prison, period)
    ended = Q(status=Status.DECLINED, closed_at__date__lte=period.last)
    return share(sent.filter(ended).count(), sent.count())  # type: ignore[attr-defined]


@measure(
    code="searches-in-vain",
    label="Searches in vain",
    definition="How often staff looked for help in the directory and found none that suits.",
    counted="Searches without a suitable service, by day; neither the words nor who searched are kept.",
    unit="searches",
)
def searches_in_vain(prison: Prison, period: Period) -> float | None:
    """Add up the counts."""
    found = UnmetSearch.objects.filter(prison=prison, day__range=(period.first, period.last))
    return float(found.aggregate(all=Sum("count"))["all"] or 0)


@measure(
    code="concerns-in-time",
    label="Concerns acknowledged in time",
    definition="The share of concerns raised in the period that Safer Custody acknowledged by their deadline.",
    counted="Concerns by the moment of raising; in time when acknowledged no later than the deadline they had.",
    unit="%",
)
def concerns_in_time(prison: Prison, period: Period) -> float | None:
    """Return the share. Nothing of what concerns say is read."""
    raised = Concern.objects.filter(prison=prison, raised_at__date__range=(period.first, period.last))
    pairs = list(raised.values_list("acknowledged_at", "acknowledge_by"))
    return share(sum(bool(done and done <= due) for done, due in pairs), len(pairs))


@measure(
    code="acct-training",
    label="Organisations whose people know ACCT",
    definition="The share of organisations at work whose people had ACCT training in place at the period's end.",
    counted="Organisations at work with the checklist's item “ACCT training” done and not run out on that day.",
    unit="%",
)
def acct_training(prison: Prison, period: Period) -> float | None:
    """Return the share."""
    at_work = Engagement.objects.filter(prison=prison).working(period.last)
    items = Q(items__requirement__slug="acct-training", items__done_on__lte=period.last)
    valid = Q(items__expires_on=None) | Q(items__expires_on__gte=period.last)
    return share(at_work.filter(items & valid).distinct().count(), at_work.count())


def previous(period: Period) -> Period:
    """Return the period of the same length that ends the day before."""
    last = period.first - timedelta(days=1)
    return Period(last - timedelta(days=period.days - 1), last)
