"""The referrals' tables."""

from referrals.models.answering import AnswerCode, InboxPreference, ReplyFor, ReplyTemplate
from referrals.models.clock import ReferralReminder, ReminderStage
from referrals.models.expect import ExpectNotice
from referrals.models.exports import MilestoneExport
from referrals.models.people import Person
from referrals.models.referrals import PERSONAL_FIELDS, UNTOLD, Referral, ReferralEvent
from referrals.models.settings import ReferralSettings
from referrals.models.steps import Step
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
    "UNTOLD",
    "AnswerCode",
    "Concern",
    "ConcernCategory",
    "ContactRecord",
    "ExpectNotice",
    "Handover",
    "Happened",
    "Housing",
    "HousingOutcome",
    "InboxPreference",
    "Message",
    "Met",
    "MilestoneExport",
    "NeedOutcome",
    "Person",
    "Referral",
    "ReferralEvent",
    "ReferralReminder",
    "ReferralSettings",
    "ReminderStage",
    "ReplyFor",
    "ReplyTemplate",
    "Step",
]
