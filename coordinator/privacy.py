"""What the coordinator's desk holds about people: staff and contacts at work, never a person in prison."""

from coordinator import models as m
from core.privacy import After, Field, Kind, declare

_ACTED = Field(Kind.PERSONAL, After.ANONYMISE, export=True)
_STAMPS = "created_at updated_at"

_WORK_CONTACT = Field(Kind.PERSONAL, After.DELETE, export=True)
#: A note for colleagues, in which somebody may have been named although nobody should be.
_NOTE = Field(Kind.PERSONAL, After.DELETE)

declare(
    m.DeskSettings,
    plain="id morning_minutes snooze_days summary_weekday vacancy_warning_days handover_steps "
    "engagement_review_months expiry_warning_days offers_an_hour keep_decided_days keep_offers_days",
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
declare(
    m.ServiceOffer,
    plain=f"id {_STAMPS} prison organisation_name charity_number website what needs how_often paid_by state "
    "decided_at organisation",
    note=_NOTE,
    contact_name=_WORK_CONTACT,
    contact_email=_WORK_CONTACT,
    contact_phone=_WORK_CONTACT,
    decided_by=_ACTED,
)
declare(m.OnboardingRequirement, plain="id slug label explanation owner due_days valid_months order is_active")
declare(
    m.Engagement,
    plain=f"id {_STAMPS} prison organisation state started_on active_on review_due_on left_on",
    reason=_NOTE,
)
declare(
    m.OnboardingItem,
    plain=f"id {_STAMPS} engagement requirement owner due_on done_on expires_on reminded_on",
    note=_NOTE,
    done_by=_ACTED,
)
declare(m.RegisteredCharity, plain="number name status removed_on reporting is_insolvent in_administration extract_on")
declare(m.CharityCheck, plain=f"id {_STAMPS} organisation standing")
declare(m.CharityAlert, plain=f"id {_STAMPS} prison organisation before after noted_on", noted_by=_ACTED)
declare(m.ExpectationFramework, plain="id slug name number note is_active order")
declare(m.Indicator, plain="id framework order text measures")
declare(m.EvidenceEntry, plain=f"id {_STAMPS} prison indicator on text source", added_by=_ACTED)
declare(
    m.InspectionPack,
    plain=f"id {_STAMPS} prison framework first last edition state progress content_hash built_at",
    content=Field(Kind.PERSONAL, After.KEEP),
    requested_by=_ACTED,
)
declare(
    m.NetworkSettings,
    plain="id tell_back_days due_warning_days funding_warning_days grants_prefix repeat_minutes draft_days",
)
declare(
    m.Involvement,
    plain=f"id {_STAMPS} prison on asked route said_by said changed told_back_on",
    by=_ACTED,
)
declare(
    m.ForumMeeting,
    plain=f"id {_STAMPS} prison title on starts ends place agenda minutes called_off_on version",
    by=_ACTED,
)
declare(m.MeetingInvitation, plain=f"id {_STAMPS} meeting organisation told reply people came")
declare(
    m.ForumAction,
    plain=f"id {_STAMPS} prison meeting text organisation role due_on done_on outcome",
    by=_ACTED,
)
declare(m.ScrutinyBody, plain="id slug name is_active order")
declare(
    m.Recommendation,
    plain=f"id {_STAMPS} prison body report published_on text owner due_on status evidence done_on",
    by=_ACTED,
)
declare(
    m.Funding,
    plain=f"id {_STAMPS} prison kind funder funder_id programme reference organisation title buys services amount "
    "currency awarded_on starts_on ends_on ending_noted_on",
    by=_ACTED,
)
declare(m.BroadcastTemplate, plain="id slug name is_regime notice subject body is_active order")
declare(
    m.Broadcast,
    plain=f"id {_STAMPS} prison subject body need weekday notice on starts ends calls_off sent_at sessions_off "
    "people_told also",
    by=_ACTED,
)
declare(m.BroadcastRecipient, plain=f"id {_STAMPS} broadcast organisation told rung_on")
declare(m.Briefing, plain=f"id {_STAMPS} prison on place staff about", by=_ACTED)
