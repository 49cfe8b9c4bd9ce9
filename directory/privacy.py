"""What the directory holds about people: next to nothing, and only about staff and contacts at work."""

from core.privacy import After, Field, Kind, declare
from directory import models as m

_WORK_CONTACT = Field(Kind.PERSONAL, After.DELETE, export=True)
# A paper or file that repeats what listings say: their contacts are given with the listings themselves.
_REPEATED = Field(Kind.PERSONAL, After.DELETE)
_ACTED = Field(Kind.PERSONAL, After.ANONYMISE, export=True)
_TERM = "id slug label label_cy order is_active"
_STAMPS = "created_at updated_at"

declare(
    m.Prison,
    plain=f"{_STAMPS} code name name_cy slug holds_men holds_women establishment_type category operator "
    "address_line1 address_line2 town county postcode country register_note opened_on is_demonstration",
)
declare(
    m.PrisonContact,
    # Phone and mailbox belong to the function and stay when its holder changes.
    plain=f"id {_STAMPS} prison function hours note order phone email",
    name=_WORK_CONTACT,
)
declare(m.Need, plain=f"{_TERM} parent plain_definition plain_definition_cy trigger_order")
declare(m.Group, plain=f"{_TERM} note is_restricted age_from age_to")
declare(m.NeedSynonym, plain="id words is_local need")
declare(m.GroupSynonym, plain="id words is_local group")
declare(m.DeliveryMode, plain=f"{_TERM} synonyms")
declare(m.LegalStatus, plain=f"{_TERM} is_remand")
declare(m.LocationKind, plain=_TERM)
declare(m.Language, plain=_TERM)
declare(
    m.Organisation,
    plain=f"id {_STAMPS} name slug charity_number what_they_do website in_catalogue is_helpline is_demonstration "
    "needs groups delivery_modes",
    email=_WORK_CONTACT,
    email_reported_wrong=_WORK_CONTACT,
    phone=_WORK_CONTACT,
)
declare(m.HomePage, plain="page_ptr intro")
declare(m.PrisonIndexPage, plain="page_ptr intro")
declare(m.PrisonPage, plain="page_ptr prison intro intro_cy")
declare(
    m.ServicePage,
    plain="page_ptr prison organisation title_cy summary summary_cy description does_not needs groups "
    "delivery_modes for_men for_women age_from age_to legal_statuses weeks_left_min weeks_left_max locations "
    "languages access_needs group_size needs_unlock needs_escort who_can_refer self_referral how_to_refer "
    "what_happens_next response_days never_by_name asks_release_window asks_key_dates staff_notes "
    "review_months adopted_from",
    contact_name=_WORK_CONTACT,
    contact_phone=_WORK_CONTACT,
    contact_email=_WORK_CONTACT,
)
declare(m.ServiceSession, plain="id sort_order page weekday starts ends place frequency note")
declare(m.ServiceExclusion, plain="id sort_order page group reason staff_only")
declare(
    m.ReviewSettings,
    plain="id default_months with_sessions_months helpline_months availability_days link_days demote_after_days "
    "leave_insert_after_days insert_old_after_months first_reminder_days second_reminder_days last_reminder_days",
)
declare(
    m.ListingStatus,
    plain=f"id {_STAMPS} page availability typical_wait_weeks places resumes_on availability_confirmed_on "
    "availability_confirmed_by reviewed_on reviewed_by review_due_on typical_answer_days share_accepted "
    "current_wait_days figures_on",
)
declare(m.ConfirmationAttempt, plain=f"id {_STAMPS} page at by_label method disposition", by=_ACTED, note=_WORK_CONTACT)
declare(m.ReviewReminder, plain=f"id {_STAMPS} page due_on stage")
declare(
    m.InsertEdition,
    plain=f"id {_STAMPS} prison number published_at content_hash changes",
    published_by=_ACTED,
    content=_REPEATED,
)
declare(m.InsertDistribution, plain=f"id {_STAMPS} edition place copies on", by=_ACTED)
declare(
    m.SpreadsheetUpload,
    plain=f"id {_STAMPS} prison ending",
    uploader=_ACTED,
    content=_REPEATED,
)
declare(
    m.ListingProposal,
    plain=f"id {_STAMPS} page state decided_at revision draft_beneath workflow_state",
    before=_WORK_CONTACT,
    after=_WORK_CONTACT,
    note=_WORK_CONTACT,
    reason=_WORK_CONTACT,
    proposed_by=_ACTED,
    decided_by=_ACTED,
)
declare(m.ListingApprovalTask, plain="task_ptr groups")
declare(m.WordToAvoid, plain="id words better fine_in is_active")
