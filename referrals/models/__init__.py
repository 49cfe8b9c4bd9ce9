"""The referrals' tables."""

from referrals.models.expect import ExpectNotice
from referrals.models.people import Person
from referrals.models.referrals import PERSONAL_FIELDS, Referral, ReferralEvent
from referrals.models.settings import ReferralSettings
from referrals.models.work import (
    CAME,
    Concern,
    ConcernCategory,
    ContactRecord,
    Handover,
    Happened,
    Housing,
    HousingOutcome,
    Message,
    Met,
    NeedOutcome,
)

__all__ = [
    "CAME",
    "PERSONAL_FIELDS",
    "Concern",
    "ConcernCategory",
    "ContactRecord",
    "ExpectNotice",
    "Handover",
    "Happened",
    "Housing",
    "HousingOutcome",
    "Message",
    "Met",
    "NeedOutcome",
    "Person",
    "Referral",
    "ReferralEvent",
    "ReferralSettings",
]
