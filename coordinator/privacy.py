"""What the coordinator's desk holds about people: staff and contacts at work, never a person in prison."""

from coordinator import models as m
from core.privacy import After, Field, Kind, declare

_ACTED = Field(Kind.PERSONAL, After.ANONYMISE, export=True)
_STAMPS = "created_at updated_at"

declare(m.DeskSettings, plain="id morning_minutes snooze_days summary_weekday")
declare(m.WorklistSnooze, plain=f"id {_STAMPS} prison source key until reason", by=_ACTED)
declare(m.WorklistSummary, plain=f"id {_STAMPS} prison week", user=_ACTED)
