"""Tables of people who come in: who they are, their clearance, training, roles, and what the gate needs."""

from volunteers.models.clearance import Clearance, ClearanceEvent, RenewalReminder
from volunteers.models.gate import AuthorisedItem, GateList, GateOverride
from volunteers.models.inviting import OwnPageInvitation
from volunteers.models.leaving import Exit, ExitTick, LeaverItem
from volunteers.models.lists import AccessType, ClearanceLevel, TrainingModule
from volunteers.models.merges import Merge
from volunteers.models.own_page import CalendarFeed, Correction
from volunteers.models.people import Approval, Engagement, Entrant
from volunteers.models.positions import Position
from volunteers.models.recruitment import Application, DiversityBatch, DiversityTally, StageRule
from volunteers.models.references import Reference, StageMessage, words_for
from volunteers.models.sessions import Attendance, RegimeNotice, SessionDay, SessionSeries
from volunteers.models.settings import EntrySettings
from volunteers.models.supervision import SupervisionDigest, SupervisionNote, supervised_by
from volunteers.models.training import TrainingRecord
from volunteers.models.training_sessions import TrainingBooking, TrainingSession
from volunteers.models.volunteering import VolunteeringSettings

__all__ = [
    "AccessType",
    "Application",
    "Approval",
    "Attendance",
    "AuthorisedItem",
    "CalendarFeed",
    "Clearance",
    "ClearanceEvent",
    "ClearanceLevel",
    "Correction",
    "DiversityBatch",
    "DiversityTally",
    "Engagement",
    "Entrant",
    "EntrySettings",
    "Exit",
    "ExitTick",
    "GateList",
    "GateOverride",
    "LeaverItem",
    "Merge",
    "OwnPageInvitation",
    "Position",
    "Reference",
    "RegimeNotice",
    "RenewalReminder",
    "SessionDay",
    "SessionSeries",
    "StageMessage",
    "StageRule",
    "SupervisionDigest",
    "SupervisionNote",
    "TrainingBooking",
    "TrainingModule",
    "TrainingRecord",
    "TrainingSession",
    "VolunteeringSettings",
    "supervised_by",
    "words_for",
]
