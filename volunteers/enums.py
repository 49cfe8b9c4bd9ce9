"""Fixed lists of people who come in: what code decides by. Levels, access types and modules are data, not here."""

from django.db import models


class EngagementKind(models.TextChoices):
    """How somebody works with an organisation or a prison. Peer roles of people in prison have no record here."""

    VOLUNTEER = "volunteer", "Volunteer"
    PAID_WORKER = "paid-worker", "Paid worker"
    SESSIONAL = "sessional", "Sessional worker"
    STUDENT = "student", "Student placement"
    OFFICIAL_VISITOR = "official-visitor", "Official prison visitor"


class ClearanceStatus(models.TextChoices):
    """Where a clearance stands. Why it was refused is never held."""

    NOT_STARTED = "not-started", "Not started"
    GATHERING = "gathering", "Gathering documents"
    SENT_TO_PRISON = "sent-to-prison", "Sent to prison"
    WITH_VETTING = "with-vetting", "With vetting unit"
    QUERY = "query", "Query"
    ADDITIONAL_CONSIDERATION = "additional-consideration", "Additional consideration"
    CLEARED = "cleared", "Cleared"
    CLEARED_WITH_LIMITS = "cleared-with-limits", "Cleared with limits"
    NOT_CLEARED = "not-cleared", "Not cleared"
    RECONSIDERATION = "reconsideration", "Reconsideration asked"
    EXPIRED = "expired", "Expired"
    LAPSED = "lapsed", "Lapsed"
    SUSPENDED = "suspended", "Suspended"
    WITHDRAWN = "withdrawn", "Withdrawn"


CLEARED = (ClearanceStatus.CLEARED, ClearanceStatus.CLEARED_WITH_LIMITS)
IN_PROCESS = (
    ClearanceStatus.NOT_STARTED,
    ClearanceStatus.GATHERING,
    ClearanceStatus.SENT_TO_PRISON,
    ClearanceStatus.WITH_VETTING,
    ClearanceStatus.QUERY,
    ClearanceStatus.ADDITIONAL_CONSIDERATION,
    ClearanceStatus.RECONSIDERATION,
)
#: Statuses that a decision of the vetting unit leads to: they have a day on which it was decided.
DECIDED = (*CLEARED, ClearanceStatus.NOT_CLEARED)
#: Nobody at a gate may let these pass by an override: somebody decided against it.
REFUSED = (ClearanceStatus.NOT_CLEARED, ClearanceStatus.SUSPENDED, ClearanceStatus.WITHDRAWN)

#: Whom a clearance waits for, by status; nobody for the others.
CLEARANCE_WAITS_FOR = {
    ClearanceStatus.NOT_STARTED: "the organisation",
    ClearanceStatus.GATHERING: "the person and the organisation",
    ClearanceStatus.SENT_TO_PRISON: "the prison",
    ClearanceStatus.WITH_VETTING: "the vetting unit",
    ClearanceStatus.QUERY: "the person and the organisation",
    ClearanceStatus.ADDITIONAL_CONSIDERATION: "the vetting unit",
    ClearanceStatus.RECONSIDERATION: "the vetting unit",
}


class ApprovalStatus(models.TextChoices):
    """What one prison has decided about one person. Each prison decides for itself."""

    NOT_ASKED = "not-asked", "Not asked yet"
    ASKED = "asked", "Waiting for a decision"
    APPROVED = "approved", "Approved"
    NOT_APPROVED = "not-approved", "Not approved"
    SUSPENDED = "suspended", "Suspended"
    WITHDRAWN = "withdrawn", "Withdrawn"


APPROVAL_REFUSED = (ApprovalStatus.NOT_APPROVED, ApprovalStatus.SUSPENDED, ApprovalStatus.WITHDRAWN)
#: What security may decide.
DECISIONS = (
    ApprovalStatus.APPROVED,
    ApprovalStatus.NOT_APPROVED,
    ApprovalStatus.SUSPENDED,
    ApprovalStatus.WITHDRAWN,
)


class Coming(models.TextChoices):
    """Whether somebody comes to one session."""

    EXPECTED = "expected", "Expected"
    NOT_COMING = "not-coming", "Not coming"
    CAME = "came", "Came"
    DID_NOT_COME = "did-not-come", "Did not come"


class Barrier(models.TextChoices):
    """Why a session failed, for everybody or for one person."""

    PRISON_CANCELLED = "prison-cancelled", "Cancelled by the prison"
    NO_ESCORT = "no-escort", "No escort"
    NOT_UNLOCKED = "not-unlocked", "People were not unlocked"
    GATE_DELAY = "gate-delay", "Delay at the gate"
    NO_ROOM = "no-room", "No room"
    CLEARANCE = "clearance", "Clearance not through"
    NO_SHOW = "no-show", "Did not turn up"
    WEATHER_OR_TRAVEL = "weather-or-travel", "Weather or travel"


class Notice(models.TextChoices):
    """What the prison says about a day."""

    LOCKDOWN = "lockdown", "Lockdown"
    NO_ESCORT = "no-escort", "No escorts"
    REGIME = "regime", "Restricted regime"
    STAFF_TRAINING = "staff-training", "Staff training"


#: What a notice counts as among the barriers.
BARRIER_OF_NOTICE = {
    Notice.LOCKDOWN: Barrier.PRISON_CANCELLED,
    Notice.NO_ESCORT: Barrier.NO_ESCORT,
    Notice.REGIME: Barrier.PRISON_CANCELLED,
    Notice.STAFF_TRAINING: Barrier.PRISON_CANCELLED,
}


class Copy(models.TextChoices):
    """In which form a gate list left the screen."""

    PAPER = "paper", "Print"
    PDF = "pdf", "PDF"
    CSV = "csv", "CSV"


class Stage(models.TextChoices):
    """Where somebody stands who would like a role."""

    ENQUIRY = "enquiry", "Enquiry"
    APPLICATION = "application", "Application"
    CONVERSATION = "conversation", "Conversation"
    REFERENCES = "references", "References"
    VETTING = "vetting", "Vetting"
    INDUCTION = "induction", "Induction and training"
    ACTIVE = "active", "Active"
    PAUSED = "paused", "Paused"
    LEFT = "left", "Left or withdrawn"


#: From vetting on an applicant has a record of their own.
TAKEN_ON = (Stage.VETTING, Stage.INDUCTION, Stage.ACTIVE)
#: The stages in which somebody waits, in their order.
PIPELINE = (
    Stage.ENQUIRY,
    Stage.APPLICATION,
    Stage.CONVERSATION,
    Stage.REFERENCES,
    Stage.VETTING,
    Stage.INDUCTION,
)


class BookingStatus(models.TextChoices):
    """Where somebody stands with a training session."""

    BOOKED = "booked", "Has a place"
    WAITING = "waiting", "On the waiting list"
    GIVEN_UP = "given-up", "Place given up"
    CAME = "came", "Came"
    DID_NOT_COME = "did-not-come", "Did not come"

    @classmethod
    def holding(cls) -> tuple["BookingStatus", ...]:
        """Return the statuses that take up a place."""
        return (cls.BOOKED, cls.CAME, cls.DID_NOT_COME)


class Topic(models.TextChoices):
    """What in somebody's record may be wrong that they cannot correct themselves."""

    ROLE = "role", "My role, or who I work with"
    CLEARANCE = "clearance", "My clearance or a prison’s decision"
    TRAINING = "training", "My training"
    HOURS = "hours", "My sessions and hours"
    OTHER = "other", "Something else"


class CorrectionState(models.TextChoices):
    """What came of a request to correct something."""

    ASKED = "asked", "Waiting for an answer"
    CORRECTED = "corrected", "Corrected"
    STAYS = "stays", "Stays as it is"


class ReferenceState(models.TextChoices):
    """What came of asking somebody to speak for an applicant."""

    ASKED = "asked", "Waiting for an answer"
    ANSWERED = "answered", "Answered"
    DECLINED = "declined", "Would rather not"
    ENDED = "ended", "Did not answer in time"


class Suits(models.TextChoices):
    """What whoever speaks for an applicant thinks."""

    YES = "yes", "Yes, I would trust them with this"
    WITH_SUPPORT = "with-support", "Yes, with support at first"
    UNSURE = "unsure", "I am not sure"
    NO = "no", "No"
