"""The directory's tables."""

from directory.models.insert import InsertDistribution, InsertEdition
from directory.models.listings import ConfirmationAttempt, ListingStatus, ReviewReminder, ReviewSettings
from directory.models.organisations import Organisation
from directory.models.pages import (
    HomePage,
    PrisonIndexPage,
    PrisonPage,
    ServiceExclusion,
    ServicePage,
    ServiceSession,
    next_session,
)
from directory.models.prisons import Prison, PrisonContact
from directory.models.proposals import ListingApprovalTask, ListingProposal
from directory.models.spreadsheets import SpreadsheetUpload
from directory.models.taxonomy import (
    DeliveryMode,
    Group,
    GroupSynonym,
    Language,
    LegalStatus,
    LocationKind,
    Need,
    NeedSynonym,
    term_for,
)
from directory.models.wording import WordToAvoid

__all__ = [
    "ConfirmationAttempt",
    "DeliveryMode",
    "Group",
    "GroupSynonym",
    "HomePage",
    "InsertDistribution",
    "InsertEdition",
    "Language",
    "LegalStatus",
    "ListingApprovalTask",
    "ListingProposal",
    "ListingStatus",
    "LocationKind",
    "Need",
    "NeedSynonym",
    "Organisation",
    "Prison",
    "PrisonContact",
    "PrisonIndexPage",
    "PrisonPage",
    "ReviewReminder",
    "ReviewSettings",
    "ServiceExclusion",
    "ServicePage",
    "ServiceSession",
    "SpreadsheetUpload",
    "WordToAvoid",
    "next_session",
    "term_for",
]
