"""Ends what people began through the forms, as a service of many years would: only then may everything leave."""

from datetime import timedelta

from django.utils import timezone

from coordinator import models as desk
from referrals.enums import Status
from referrals.models import Concern, Referral
from tests.factories.accounts import UserFactory
from tests.factories.referrals import put
from volunteers import models as people


def end_everything() -> None:
    """Close every referral and concern, let everybody leave, answer every wish and end every post."""
    now, today = timezone.now(), timezone.localdate()
    for referral in Referral.objects.exclude(sent_at=None):
        put(referral, Status.WITHDRAWN, closed_at=now)
    Referral.objects.filter(sent_at=None).update(draft_expires_on=today - timedelta(days=1))
    Concern.objects.filter(acknowledged_at=None).update(acknowledged_at=now, acknowledged_by=UserFactory())
    people.Engagement.objects.update(ends_on=today)
    people.Exit.objects.filter(closed_on=None).update(closed_on=today)
    people.Correction.objects.filter(answered_on=None).update(answered_on=today, state="corrected", answer="x")
    people.Clearance.objects.update(status="withdrawn", status_since=today)
    desk.Appointment.objects.update(ends_on=today)
    desk.Engagement.objects.update(state="left", left_on=today)
