"""Telling a service to expect somebody who has not agreed to a referral: nothing of who it is."""

from collections.abc import Iterable
from typing import Any

from django.db import transaction

from core import audit
from directory.models import ServicePage
from referrals.actions.refer import discard_bundle
from referrals.enums import Urgency
from referrals.models import ExpectNotice, Referral
from referrals.notifications import tell_to_expect
from referrals.permissions import check_may_refer
from referrals.policies import NotPossible, check_can_be_referred_to


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


@transaction.atomic
def tell_to_expect_instead(*, drafts: Iterable[Referral], by: Any) -> None:
    """Tell the service of every draft to expect somebody, and throw the drafts away: all of it, or nothing.

    Raises PermissionDenied, or NotPossible with the name of the service that cannot be told.
    """
    waiting = list(drafts)
    for draft in waiting:
        try:
            tell_service_to_expect(
                service=draft.service, by=by, urgency=draft.urgency, extension=draft.referrer_extension
            )
        except NotPossible as problem:
            raise NotPossible(f"{draft.service.title}: {problem} Nobody was told.", problem.code) from problem
    discard_bundle(drafts=waiting, by=by)
