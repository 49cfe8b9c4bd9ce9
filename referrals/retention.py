"""When what referrals hold about people leaves. Sources of the days: ReferralSettings, which an administrator changes.

What is emptied follows from `privacy.py`. Status, dates, service, needs and reasons stay, so that counts do.
"""

from datetime import datetime, timedelta
from functools import partial

from django.db import models
from django.db.models import CASCADE, Exists, OuterRef, Q
from django.utils import timezone

from core.privacy import EMPTIED, declaration, pointing_at
from core.retention import Rule, empty, register, still_filled
from core.retention.rules import Rows, delete
from referrals.enums import Status
from referrals.models import Concern, ExpectNotice, Handover, MilestoneExport, Person, Referral, ReferralSettings

_DECLINED = (Status.DECLINED, Status.WITHDRAWN)
_DONE = (Status.COMPLETED, Status.ENDED_EARLY)
#: That a member of staff acknowledged a concern stays, until that account loses its holder's name.
_KEPT_OF_CONCERNS = ("acknowledged_by",)
#: Who wrote what is emptied with a referral.
_WROTE = ("events__by", "messages__by", "contacts__by")


def _belongings() -> list[tuple[type[models.Model], str]]:
    """Return the tables whose rows belong to one referral and hold something personal, with their link to it."""
    return [
        (link.model, link.name)
        for link in pointing_at(Referral)
        if link.remote_field.on_delete is CASCADE and _holds_something(link.model)
    ]


def _holds_something(table: type[models.Model]) -> bool:
    return any(field.after in EMPTIED for field in declaration(table).values())


def _empty_referrals(rows: Rows) -> None:
    """Empty referrals with their messages, contacts, notes and handovers."""
    keys = list(rows.values_list("pk", flat=True))
    for table, link in _belongings():
        empty(table._base_manager.filter(**{f"{link}__in": keys}))
    empty(Referral.objects.filter(pk__in=keys))


def _delete_drafts(rows: Rows) -> None:
    """Delete referrals that nobody ever sent: nobody counts them."""
    keys = list(rows.values_list("pk", flat=True))
    Handover.objects.filter(to__in=keys).update(to=None)
    Concern.objects.filter(referral__in=keys).update(referral=None)
    Referral.objects.filter(pk__in=keys).delete()


def _days(setting: str) -> int:
    return int(getattr(ReferralSettings.load(), setting))


def _ended(states: tuple[Status, ...], before: datetime) -> Rows:
    """Return referrals that ended in one of the states before a moment and still hold something, or their messages."""
    left = still_filled(Referral)
    for table, link in _belongings():
        left |= Q(Exists(table._base_manager.filter(still_filled(table), **{link: OuterRef("pk")})))
    return Referral.objects.filter(left, status__in=states, closed_at__lt=before)


def _expired_drafts(before: datetime) -> Rows:
    """Return drafts whose last day, which their form shows, is over, and what is left of those thrown away."""
    expired = Q(draft_expires_on__lt=timezone.localdate(before)) | Q(status=Status.WITHDRAWN)
    return Referral.objects.filter(expired, sent_at=None)


def _people_without_referrals(before: datetime) -> Rows:
    """Return people of whom no row says anything any more; a day is left for a draft that is being started."""
    people = Person.objects.filter(anonymised_at=None, updated_at__lt=before - timedelta(days=1))
    for link in pointing_at(Person):
        rows = link.model._base_manager.filter(**{link.name: OuterRef("pk")})
        people = people.exclude(Exists(rows))
    return people


def _settled_concerns(before: datetime) -> Rows:
    """Return concerns that were acknowledged, and whose referral is emptied: an open one is never emptied."""
    settled = Concern.objects.filter(still_filled(Concern, but=_KEPT_OF_CONCERNS), acknowledged_at__lt=before)
    return settled.filter(Q(referral=None) | Q(referral__person=None))


register(
    Rule(
        code="referrals.drafts",
        label="Drafts that were never sent",
        sentence="A draft is kept through the day that its form shows and then deleted; one thrown away goes at once.",
        days=lambda: 0,
        due=_expired_drafts,
        covers=(),
        carry_out=_delete_drafts,
        order=10,
    )
)
for code, label, said, setting, states in (
    ("declined", "Declined and withdrawn referrals", "declined or withdrawn", "keep_days_declined", _DECLINED),
    ("closed", "Completed referrals", "completed or ended early", "keep_days_closed", _DONE),
):
    register(
        Rule(
            code=f"referrals.{code}",
            label=label,
            sentence=f"After a referral was {said}, who it was about and everything written goes.",
            days=partial(_days, setting),
            due=partial(_ended, states),
            covers=(Referral, *(table for table, _ in _belongings())),
            carry_out=_empty_referrals,
            held_through=_WROTE,
            order=20,
        )
    )
register(
    Rule(
        code="referrals.concerns",
        label="Concerns",
        sentence="After a concern was acknowledged, its words go, with those of its referral where it has one.",
        days=lambda: ReferralSettings.load().keep_days_closed,
        due=_settled_concerns,
        covers=(Concern,),
        carry_out=lambda rows: empty(rows, but=_KEPT_OF_CONCERNS),
        held_through=("referral__person", "referral__referrer", "referral__assigned_to"),
        order=30,
    )
)
register(
    Rule(
        code="referrals.people",
        label="People",
        sentence="A person's name and number go when nothing says anything about them any more.",
        days=lambda: 0,
        due=_people_without_referrals,
        covers=(Person,),
        carry_out=lambda rows: empty(rows, anonymised_at=timezone.now()),
        order=40,
    )
)
register(
    Rule(
        code="referrals.notices",
        label="Notices to expect somebody",
        sentence="Of notices to expect somebody, the extension to ring goes.",
        days=lambda: ReferralSettings.load().keep_days_closed,
        due=lambda before: ExpectNotice.objects.filter(still_filled(ExpectNotice), created_at__lt=before),
        covers=(ExpectNotice,),
    )
)
register(
    Rule(
        code="referrals.exports",
        label="Files of milestones",
        sentence="A file of milestones is deleted when it expires.",
        days=lambda: 0,
        due=lambda before: MilestoneExport.objects.filter(expires_at__lt=before),
        covers=(MilestoneExport,),
        carry_out=delete,
    )
)
