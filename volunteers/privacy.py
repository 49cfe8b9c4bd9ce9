"""What is held about people who come in, and what becomes of it."""

from core.privacy import After, Field, Kind, declare
from volunteers import models as m

_PERSON = Field(Kind.PERSONAL, After.DELETE, export=True)
_ACTED = Field(Kind.PERSONAL, After.ANONYMISE, export=True)
_STAMPS = "id created_at updated_at"
_TERM = "id slug label order is_active"

declare(
    m.EntrySettings,
    plain="id renewal_days override_days gate_list_keep_days handling_line destroy_after_days keep_days_left "
    "keep_days_clearance session_weeks_ahead merge_undo_days applications_from_one_place applications_an_hour "
    "diversity_batch clearance_step_days",
)
declare(m.ClearanceLevel, plain=f"{_TERM} validity_months")
declare(
    m.TrainingModule,
    plain=f"{_TERM} validity_months face_to_face counts_for_inspection required_of_everyone prerequisites",
)
declare(m.AccessType, plain=f"{_TERM} required_level modules in_every_approval")
declare(
    m.Entrant,
    plain=f"{_STAMPS} reference merged_into",
    first_name=_PERSON,
    last_name=_PERSON,
    email=_PERSON,
    phone=_PERSON,
    welsh_preferred=_PERSON,
    user=_PERSON,
)
declare(
    m.Engagement,
    plain=f"{_STAMPS} organisation position kind starts_on ends_on paused_on",
    entrant=_PERSON,
)
declare(
    m.Approval,
    plain=f"{_STAMPS} prison clearance asked_on",
    entrant=_PERSON,
    status=_PERSON,
    access_types=_PERSON,
    person_agreed_on=_PERSON,
    decided_on=_PERSON,
    expires_on=_PERSON,
    asked_by=_ACTED,
    decided_by=_ACTED,
)
declare(
    m.Clearance,
    plain=f"{_STAMPS} level sponsor_prison status_since sent_on",
    entrant=_PERSON,
    reference=_PERSON,
    status=_PERSON,
    decided_on=_PERSON,
    expires_on=_PERSON,
    recorded_by=_ACTED,
)
declare(m.ClearanceEvent, plain="id clearance number on from_status to_status", by=_ACTED)
declare(
    m.TrainingRecord,
    plain=f"{_STAMPS} module face_to_face prison",
    entrant=_PERSON,
    completed_on=_PERSON,
    expires_on=_PERSON,
    recorded_by=_ACTED,
)
declare(
    m.VolunteeringSettings,
    plain="id training_ending_days keep_days_bookings keep_days_corrections reference_link_days reference_remind_days "
    "keep_days_references keep_days_exits "
    "supervision_days supervision_weekday keep_days_supervision",
)
declare(m.CalendarFeed, plain=f"{_STAMPS} last_read_on", entrant=_PERSON, token_hash=Field(Kind.PERSONAL, After.DELETE))
declare(
    m.Correction,
    plain=f"{_STAMPS} state answered_on",
    entrant=_PERSON,
    topic=_PERSON,
    words=_PERSON,
    answer=_PERSON,
    answered_by=_ACTED,
)
declare(m.LeaverItem, plain=_TERM)
declare(m.Exit, plain=f"{_STAMPS} prison closed_on", entrant=_PERSON, last_day=_PERSON)
declare(m.ExitTick, plain=f"{_STAMPS} left item applies", by=_ACTED)
declare(
    m.SupervisionNote,
    plain=f"{_STAMPS}",
    entrant=_PERSON,
    supervisor=_ACTED,
    held_on=_PERSON,
    note=_PERSON,
    next_on=_PERSON,
    reply=_PERSON,
)
declare(m.SupervisionDigest, plain=f"{_STAMPS} week", supervisor=_ACTED)
declare(
    m.TrainingSession,
    plain=f"{_STAMPS} prison module on starts ends place face_to_face places cancelled_at",
    trainer=_ACTED,
)
declare(
    m.TrainingBooking,
    plain=f"{_STAMPS} session asked_at record",
    entrant=_PERSON,
    status=_PERSON,
    booked_by=_ACTED,
)
declare(
    m.Position,
    plain=f"{_STAMPS} prison organisation title kind purpose tasks boundaries time_needed skills access_types "
    "required_level modules places is_open",
    supervisor=_ACTED,
)
declare(
    m.GateOverride,
    plain=f"{_STAMPS} prison covers starts_on ends_on ended_at",
    entrant=_PERSON,
    reason=_PERSON,
    approver=_ACTED,
)
declare(m.AuthorisedItem, plain=f"{_STAMPS} prison starts_on ends_on", entrant=_PERSON, item=_PERSON, approver=_ACTED)
declare(
    m.SessionSeries,
    plain=f"{_STAMPS} prison organisation position title starts ends destination access_type escort_by service "
    "weekday frequency starts_on ends_on",
    people=_PERSON,
)
declare(
    m.SessionDay,
    plain=f"{_STAMPS} prison organisation position title starts ends destination access_type escort_by series on "
    "cancelled_at cancelled_for",
)
declare(m.Attendance, plain=f"{_STAMPS} day coming barrier minutes known_at", entrant=_PERSON)
declare(m.RegimeNotice, plain=f"{_STAMPS} prison kind on starts ends sessions people not_reached", by=_ACTED)
declare(m.GateList, plain=f"{_STAMPS} prison on copy destroy_after", taken_by=_ACTED, content=_PERSON)
declare(m.RenewalReminder, plain=f"{_STAMPS} clearance expires_on days_before")
declare(
    m.Merge,
    plain=f"{_STAMPS} kept taken_in moved undo_until undone_at",
    by=_ACTED,
    written_back=Field(Kind.PERSONAL, After.ANONYMISE),
)
declare(m.StageRule, plain="id stage ideal_days max_days waits_for told")
declare(
    m.Application,
    plain=f"{_STAMPS} reference position stage stage_since closed_on",
    first_name=_PERSON,
    last_name=_PERSON,
    email=_PERSON,
    phone=_PERSON,
    why=_PERSON,
    entrant=_PERSON,
)
_THIRD = Field(Kind.PERSONAL, After.DELETE)
declare(
    m.Reference,
    plain=f"{_STAMPS} application asked_on until reminded_on answered_on",
    name=_THIRD,
    email=_THIRD,
    known_as=_THIRD,
    state=_PERSON,
    suits=_PERSON,
    words=_PERSON,
)
declare(m.StageMessage, plain=f"{_STAMPS} prison organisation stage words")
# Counts only: no row says anything about anybody (docs/adr/0033).
declare(m.DiversityTally, plain="id prison question answer count shown")
declare(m.DiversityBatch, plain="id prison waiting")
declare(m.OwnPageInvitation, plain=f"{_STAMPS} invitation", entrant=_PERSON)
