"""The tables of the coordinator's desk."""

from coordinator.models.appointments import Appointment, VacancyNotice
from coordinator.models.briefings import Briefing
from coordinator.models.broadcasts import Broadcast, BroadcastRecipient, BroadcastTemplate
from coordinator.models.charities import REGISTERED, CharityAlert, CharityCheck, RegisteredCharity
from coordinator.models.expectations import EvidenceEntry, ExpectationFramework, Indicator, InspectionPack, PackState
from coordinator.models.forum import (
    SETTLED,
    ForumAction,
    ForumMeeting,
    MeetingInvitation,
    Progress,
    Recommendation,
    Reply,
    ScrutinyBody,
)
from coordinator.models.funding import Currency, Funding, FundingKind
from coordinator.models.handover import DeskHandover, HandoverStep
from coordinator.models.involvement import Involvement, Route
from coordinator.models.network import NetworkSettings
from coordinator.models.onboarding import (
    CHARITY_NUMBER,
    Engagement,
    OnboardingItem,
    OnboardingRequirement,
    ServiceOffer,
)
from coordinator.models.settings import DeskSettings
from coordinator.models.worklist import WorklistSnooze, WorklistSummary

__all__ = [
    "CHARITY_NUMBER",
    "REGISTERED",
    "SETTLED",
    "Appointment",
    "Briefing",
    "Broadcast",
    "BroadcastRecipient",
    "BroadcastTemplate",
    "CharityAlert",
    "CharityCheck",
    "Currency",
    "DeskHandover",
    "DeskSettings",
    "Engagement",
    "EvidenceEntry",
    "ExpectationFramework",
    "ForumAction",
    "ForumMeeting",
    "Funding",
    "FundingKind",
    "HandoverStep",
    "Indicator",
    "InspectionPack",
    "Involvement",
    "MeetingInvitation",
    "NetworkSettings",
    "OnboardingItem",
    "OnboardingRequirement",
    "PackState",
    "Progress",
    "Recommendation",
    "RegisteredCharity",
    "Reply",
    "Route",
    "ScrutinyBody",
    "ServiceOffer",
    "VacancyNotice",
    "WorklistSnooze",
    "WorklistSummary",
]
