"""The tables of the coordinator's desk."""

from coordinator.models.settings import DeskSettings
from coordinator.models.worklist import WorklistSnooze, WorklistSummary

__all__ = ["DeskSettings", "WorklistSnooze", "WorklistSummary"]
