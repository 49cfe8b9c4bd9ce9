"""Tables of people who come in: who they are, their clearance, training, roles, and what the gate needs."""

from volunteers.models.clearance import Clearance, ClearanceEvent
from volunteers.models.gate import AuthorisedItem, GateOverride
from volunteers.models.lists import AccessType, ClearanceLevel, TrainingModule
from volunteers.models.people import Approval, Engagement, Entrant
from volunteers.models.positions import Position
from volunteers.models.settings import EntrySettings
from volunteers.models.training import TrainingRecord

__all__ = [
    "AccessType",
    "Approval",
    "AuthorisedItem",
    "Clearance",
    "ClearanceEvent",
    "ClearanceLevel",
    "Engagement",
    "Entrant",
    "EntrySettings",
    "GateOverride",
    "Position",
    "TrainingModule",
    "TrainingRecord",
]
