"""What referrals hold about people, and what becomes of it."""

from core.privacy import After, Field, Kind, declare
from referrals import models as m

_PERSON = Field(Kind.PERSONAL, After.DELETE, export=True)
_SPECIAL = Field(Kind.SPECIAL, After.DELETE, export=True)
# A service or a need can reveal health, religion or orientation as long as it leads to a person. Without the person
# it is what the counts are made of.
_LINK = Field(Kind.SPECIAL, After.UNLINK, export=True)
_ACTED = Field(Kind.PERSONAL, After.ANONYMISE, export=True)
_STAMPS = "id created_at updated_at"

declare(
    m.Person,
    plain=f"{_STAMPS} anonymised_at",
    prison=Field(Kind.PERSONAL, After.UNLINK, export=True),
    prison_number=_PERSON,
    first_name=_PERSON,
    last_name=_PERSON,
    location=_PERSON,
    preferred_language=_SPECIAL,
    access_needs=_SPECIAL,
)
declare(
    m.Referral,
    plain=f"{_STAMPS} reference prison organisation status previous_status stands source urgency sent_at answer_due_on "
    "answered_at first_contact_on overdue_at closed_at draft_expires_on queued_at reason agreement agreed_on "
    "agreement_interpreter contact_safe bundle chased_on may_share saved_at person_told_on "
    "name_is_right",
    person=_SPECIAL,
    service=_LINK,
    needs=_LINK,
    instead_of=_LINK,
    transferred_to=_PERSON,
    referrer=_ACTED,
    assigned_to=_ACTED,
    referrer_extension=_ACTED,
    own_words=_SPECIAL,
    preferred_language=_SPECIAL,
    access_needs=_SPECIAL,
    best_time=_PERSON,
    release_window=_PERSON,
    key_dates=_PERSON,
    agreement_explained_by=_PERSON,
    agreement_language=_SPECIAL,
    reason_note=_SPECIAL,
    sentence_for_person=_PERSON,
    typed_first_name=_PERSON,
    typed_last_name=_PERSON,
    typed_location=_PERSON,
    location=_PERSON,
)
declare(
    m.ReferralEvent,
    plain="id referral number at move from_status to_status actor reason",
    by=_ACTED,
    note=_SPECIAL,
)
declare(m.Step, plain="id referral number from_status to_status head passed follows")
declare(m.Message, plain=f"{_STAMPS} referral from_organisation read_at", by=_ACTED, text=_SPECIAL)
declare(
    m.ContactRecord, plain=f"{_STAMPS} referral on planned mode happened any_concern concern", by=_ACTED, note=_SPECIAL
)
declare(
    m.Concern,
    plain=f"{_STAMPS} reference prison referral organisation raised_at category told_at acknowledge_by "
    "acknowledged_at escalated_at escalations",
    raised_by=_ACTED,
    text=_SPECIAL,
    about=_SPECIAL,
    told_to=_PERSON,
    acknowledged_by=_ACTED,
    what_was_done=_SPECIAL,
)
declare(m.NeedOutcome, plain=f"{_STAMPS} referral met distance", need=_LINK)
declare(m.HousingOutcome, plain=f"{_STAMPS} referral suitable", first_night=_LINK, three_months=_LINK)
declare(
    m.Handover,
    plain=f"{_STAMPS} referral to giving_agreed_at receiving_agreed_at person_agreed_on met_together_on completed_at",
    giving_worker=_ACTED,
    person_asked_by=_ACTED,
    receiving_worker=_ACTED,
)
# It names nobody in prison: that is what it is for.
declare(m.ExpectNotice, plain=f"{_STAMPS} reference prison service organisation urgency", by=_ACTED, extension=_ACTED)
declare(
    m.ReferralSettings,
    plain="id answer_days_today answer_days_three answer_days_routine draft_days keep_days_closed "
    "keep_days_declined concern_minutes remind_days_before return_days_after asked_days link_days code_minutes "
    "link_session_minutes statistics_days statistics_least export_days handling_line",
)
declare(m.ReferralReminder, plain=f"{_STAMPS} referral due_on stage")
declare(m.ReplyTemplate, plain=f"{_STAMPS} organisation used_for title note sentence")
declare(m.InboxPreference, plain="id created_at updated_at sort only_mine", user=_PERSON)
declare(m.AnswerCode, plain=f"{_STAMPS} referral code_hash expires_at tries used_at")
# The file itself goes after some days; with names it is as sensitive as what it lists.
declare(
    m.MilestoneExport,
    plain=f"{_STAMPS} prison organisation ending sent_from sent_to with_names state rows_done rows_total expires_at",
    asked_by=_ACTED,
    content=Field(Kind.SPECIAL, After.DELETE),
)
