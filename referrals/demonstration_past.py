"""A made-up past of the demonstration: referrals of the last year that are over and, as after retention, name nobody.

Without them every measure and inspection pack of the demonstration would be of a prison that opened yesterday.
"""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from accounts.models import User
from directory.demonstration.loaders import loads
from directory.demonstration.people import PRISON_CODE
from directory.models import Prison, ServicePage
from referrals.actions.steps import save_many
from referrals.enums import Agreement, DeclineReason, MayShare, Source, Status
from referrals.models import Referral

_REFERRER = "safer-custody@larkmoor.example"
#: The first is sent so many days ago, one every so many days, until so many days ago.
_FROM, _EVERY, _UNTIL = 400, 3, 91
_SERVICES = 12
_SOURCES = (Source.WING, Source.ACCT_REVIEW, Source.KEY_WORK, Source.WING, Source.CHAPLAINCY)
_ENDS = (
    (Status.COMPLETED, ""),
    (Status.COMPLETED, ""),
    (Status.DECLINED, DeclineReason.FULL_PLACES),
    (Status.COMPLETED, ""),
    (Status.DECLINED, DeclineReason.NO_WORKER),
    (Status.ENDED_EARLY, "transferred"),
)


@loads(order=22)
def load_past() -> None:
    """Add what was referred in the past year. Safe to run again."""
    prison = Prison.objects.get(code=PRISON_CODE)
    referrer = User.objects.filter(email=_REFERRER).first()
    if referrer is None or Referral.objects.filter(prison=prison, person=None, referrer=referrer).exists():
        return
    pages = list(ServicePage.objects.live().in_prison(prison).with_listing_facts().order_by("title")[:_SERVICES])
    made = save_many(_past(prison, referrer, pages))
    through = Referral.needs.through
    needs = {page.pk: next(iter(page.needs.all()), None) for page in pages}
    through.objects.bulk_create(
        through(referral=each, need=needs[each.service_id]) for each in made if needs[each.service_id] is not None
    )


def _past(prison: Prison, referrer: User, pages: list[ServicePage]) -> Iterator[Referral]:
    today = timezone.localdate()
    for number, ago in enumerate(range(_FROM, _UNTIL, -_EVERY)):
        page, (status, reason) = pages[number % len(pages)], _ENDS[number % len(_ENDS)]
        day = today - timedelta(days=ago)
        answered = day + timedelta(days=1 + number % 7)
        declined = status == Status.DECLINED
        yield Referral(
            prison=prison,
            service=page,
            organisation_id=page.organisation_id,
            referrer=referrer,
            source=_SOURCES[number % len(_SOURCES)],
            agreement=Agreement.SPOKEN,
            agreed_on=day,
            may_share=MayShare.ALL,
            sent_at=_at(day),
            answer_due_on=day + timedelta(days=7),
            answered_at=_at(answered),
            first_contact_on=None if declined else answered + timedelta(days=3),
            status=status,
            previous_status=Status.SENT if declined else Status.IN_PROGRESS,
            reason=reason,
            closed_at=_at(answered if declined else answered + timedelta(days=30)),
        )


def _at(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(10)))
