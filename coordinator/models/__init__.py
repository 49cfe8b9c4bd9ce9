"""The tables of the coordinator's desk."""

from coordinator.models.appointments import Appointment, VacancyNotice
from coordinator.models.handover import DeskHandover, HandoverStep
from coordinator.models.settings import DeskSettings
from coordinator.models.worklist import WorklistSnooze, WorklistSummary

__all__ = [
    "Appointment",
    "DeskHandover",
    "DeskSettings",
    "HandoverStep",
    "VacancyNotice",
    "WorklistSnooze",
    "WorklistSummary",
]
