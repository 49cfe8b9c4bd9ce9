"""What the coordinator's desk holds about people: staff and contacts at work, never a person in prison."""

from coordinator import models as m
from core.privacy import After, Field, Kind, declare

_ACTED = Field(Kind.PERSONAL, After.ANONYMISE, export=True)
_STAMPS = "created_at updated_at"

_WORK_CONTACT = Field(Kind.PERSONAL, After.DELETE, export=True)

declare(
    m.DeskSettings,
    plain="id morning_minutes snooze_days summary_weekday vacancy_warning_days handover_steps",
)
declare(
    m.Appointment,
    plain=f"id {_STAMPS} prison post hours employer starts_on ends_on",
    name=_WORK_CONTACT,
    user=_ACTED,
    phone=_WORK_CONTACT,
    appointed_by=_ACTED,
)
declare(m.VacancyNotice, plain=f"id {_STAMPS} prison since")
declare(m.DeskHandover, plain=f"id {_STAMPS} prison started_on finished_on", started_by=_ACTED)
declare(m.HandoverStep, plain=f"id {_STAMPS} handover order text done_on", done_by=_ACTED)
declare(m.WorklistSnooze, plain=f"id {_STAMPS} prison source key until reason", by=_ACTED)
declare(m.WorklistSummary, plain=f"id {_STAMPS} prison week", user=_ACTED)
