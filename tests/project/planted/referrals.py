"""What referrals hold."""

from django.utils import timezone

from referrals.models import Concern, ContactRecord, Handover, Message, MilestoneExport, Referral, ReferralEvent
from tests.factories.accounts import UserFactory
from tests.factories.directory import service
from tests.factories.referrals import referral
from tests.project.planted.planting import plants


@plants
def closed_referrals_and_a_draft() -> None:
    """A referral of each way to end, with all that belongs to one, and a draft that nobody sent."""
    now = timezone.now()
    for status in ("completed", "ended-early", "declined", "withdrawn"):
        found = _with_all_that_belongs_to_it(referral(service(), status=status))
        received = _with_all_that_belongs_to_it(referral(service(), status="completed", person=found.person))
        Handover.objects.create(referral=found, giving_worker=found.referrer)
        Handover.objects.create(
            referral=found, to=received, giving_worker=found.referrer, giving_agreed_at=now,
            receiving_worker=UserFactory(), receiving_agreed_at=now, person_agreed_on=now.date(),
            person_asked_by=found.referrer, completed_at=now,
        )  # fmt: skip
    Concern.objects.create(
        reference="C-1", prison=found.prison, referral=found, raised_by=found.referrer, category="other", text="x",
        about="x", told_to="x", told_at=now, acknowledge_by=now, acknowledged_at=now, acknowledged_by=UserFactory(),
    )  # fmt: skip
    referral(service(), draft_expires_on=timezone.localdate())


def _with_all_that_belongs_to_it(made: Referral) -> Referral:
    ReferralEvent.objects.create(
        referral=made, number=1, move="send", from_status="draft", to_status="sent", actor="referrer"
    )
    Message.objects.create(referral=made, by=made.referrer, from_organisation=True, text="x")
    ContactRecord.objects.create(referral=made, mode="group", happened="came", note="x")
    return made


@plants
def a_file_of_milestones() -> None:
    """A file that has expired."""
    prison, today = service().prison, timezone.localdate()
    MilestoneExport.objects.create(
        asked_by=UserFactory(), prison=prison, ending="csv", sent_from=today, sent_to=today, expires_at=timezone.now()
    )
