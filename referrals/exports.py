"""The rows of a file of milestones: when what happened, and what came of it."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Prefetch, Q
from django.utils import timezone

from core.workdays import working_days_between
from directory.models import Need
from referrals.models import MilestoneExport, NeedOutcome, Referral, ReferralSettings

_CHUNK = 500
_NAMES = ("prison number", "first name", "last name")
_COLUMNS = (
    *("reference", "prison", "organisation", "service", "needs", "urgency", "status", "reason"),
    *("sent", "answer due", "answered", "working days to answer", "answered late", "first contact"),
    *("days to first contact", "contacts", "ended", "outcomes"),
)


def referrals_of(export: MilestoneExport) -> Any:
    """Return the referrals that an export lists: sent in its days, of its prison or organisation."""
    rows = Referral.objects.filter(sent_at__date__gte=export.sent_from, sent_at__date__lte=export.sent_to)
    if export.prison_id:
        return rows.filter(prison=export.prison_id)
    return rows.filter(organisation=export.organisation_id)


def named_in(export: MilestoneExport) -> Any:
    """Return the referrals whose person a file names: those that were kept when it was made, also if they are emptied
    since. It may return one that had just been emptied, and misses none.
    """
    rules = ReferralSettings.load()
    kept_from = export.updated_at - timedelta(days=max(rules.keep_days_closed, rules.keep_days_declined))
    rows = referrals_of(export).filter(sent_at__lte=export.updated_at)
    return rows.filter(Q(person__isnull=False) | Q(closed_at__gte=kept_from)).order_by("sent_at", "pk")


def _with_source(export: MilestoneExport) -> bool:
    """Say whether a file names what led to each referral: an organisation must not learn of an ACCT (ADR 25)."""
    return export.prison_id is not None


def heading(export: MilestoneExport) -> list[str]:
    """Return the names of the columns; those that name the person only where names were asked for."""
    return [
        *(_NAMES if export.with_names else ()),
        *_COLUMNS,
        *(("source",) if _with_source(export) else ()),
    ]


def rows_of(export: MilestoneExport) -> Iterator[list[str]]:
    """Yield one row for each referral, the oldest first, fetched a few hundred at a time."""
    rows = (
        referrals_of(export)
        .select_related("service", "organisation", "prison", *(["person"] if export.with_names else []))
        .prefetch_related("needs", Prefetch("outcomes", NeedOutcome.objects.select_related("need")))
        .annotate(contact_count=Count("contacts", distinct=True))
        .order_by("sent_at", "pk")
    )
    for referral in rows.iterator(chunk_size=_CHUNK):
        yield [
            *(_names(referral) if export.with_names else ()),
            *_facts(referral, referral.needs.all() if _with_source(export) else referral.shared_needs),
            *((referral.get_source_display(),) if _with_source(export) else ()),
        ]


def _names(referral: Referral) -> list[str]:
    person = referral.person
    return [person.prison_number or "", person.first_name, person.last_name] if person else ["", "", ""]


def _facts(referral: Any, needs: Iterable[Need]) -> list[str]:
    sent, answered = _day(referral.sent_at), _day(referral.answered_at)
    contact = referral.first_contact_on
    to_answer = working_days_between(sent, answered) if sent and answered else ""
    to_contact = (contact - sent).days if sent and contact else ""
    outcomes = "; ".join(f"{each.need.label}: {each.get_met_display()}" for each in referral.outcomes.all())
    values = (
        referral.reference,
        referral.prison.name,
        referral.organisation.name,
        referral.service.title,
        "; ".join(need.label for need in needs),
        referral.get_urgency_display(),
        referral.get_status_display(),
        referral.reason,
        sent,
        referral.answer_due_on,
        answered,
        to_answer,
        "yes" if referral.overdue_at else "no",
        contact,
        to_contact,
        referral.contact_count,
        _day(referral.closed_at),
        outcomes,
    )
    return ["" if value is None else str(value) for value in values]


def _day(at: datetime | None) -> Any:
    return timezone.localdate(at) if at else None
