"""Telling a service to expect somebody who has not agreed to a referral: nothing of who it is."""

from typing import Any

from django.db import transaction

from core import audit
from directory.models import ServicePage
from referrals.enums import Urgency
from referrals.models import ExpectNotice
from referrals.notifications import tell_to_expect
from referrals.permissions import check_may_refer
from referrals.policies import check_can_be_referred_to


@transaction.atomic
def tell_service_to_expect(
    *, service: ServicePage, by: Any, urgency: str = Urgency.ROUTINE, extension: str = ""
) -> ExpectNotice:
    """Tell the organisation that somebody may come. Raises PermissionDenied or NotPossible."""
    check_may_refer(by, service.prison)
    check_can_be_referred_to(service)
    notice = ExpectNotice.objects.create(
        prison=service.prison,
        service=service,
        organisation=service.organisation,
        by=by,
        urgency=urgency,
        extension=extension,
    )
    audit.record("referral.expect", by=by, about=notice, scope=service.prison)
    tell_to_expect(notice)
    return notice
