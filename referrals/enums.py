"""Fixed lists of referrals: what code decides by. Sources and words: the Referral section of the field's vocabulary."""

from django.db import models


class Status(models.TextChoices):
    """Where a referral stands."""

    DRAFT = "draft", "Draft"
    SENT = "sent", "Sent, waiting for an answer"
    ASKED = "asked", "More information asked for"
    RETURNED = "returned", "Not answered: with the coordinator"
    ACCEPTED = "accepted", "Accepted"
    WAITING_LIST = "waiting-list", "On the waiting list"
    IN_PROGRESS = "in-progress", "In progress"
    ON_HOLD = "on-hold", "On hold"
    COMPLETED = "completed", "Completed"
    ENDED_EARLY = "ended-early", "Ended early"
    DECLINED = "declined", "Declined"
    WITHDRAWN = "withdrawn", "Withdrawn"


WAITING_FOR_ANSWER = (Status.SENT, Status.ASKED, Status.RETURNED)
WORKING = (Status.ACCEPTED, Status.WAITING_LIST, Status.IN_PROGRESS, Status.ON_HOLD)
OPEN = (*WAITING_FOR_ANSWER, *WORKING)
CLOSED = (Status.COMPLETED, Status.ENDED_EARLY, Status.DECLINED, Status.WITHDRAWN)


class Source(models.TextChoices):
    """What led to the referral."""

    ACCT_REVIEW = "acct-review", "ACCT review"
    KEY_WORK = "key-work", "Key work session"
    INDUCTION = "induction", "Induction or first night"
    WING = "wing", "Wing"
    CHAPLAINCY = "chaplaincy", "Chaplaincy"
    HEALTHCARE = "healthcare", "Healthcare"
    OFFENDER_MANAGEMENT = "offender-management", "Offender management unit"
    RESETTLEMENT = "resettlement", "Resettlement team"
    SELF_REFERRAL = "self-referral", "Self-referral slip"
    FAMILY = "family", "Family, through staff"
    ORGANISATION = "organisation", "Another organisation"


class Urgency(models.TextChoices):
    """How soon the person should hear something."""

    TODAY = "today", "Today"
    THREE_DAYS = "three-days", "Within 3 working days"
    ROUTINE = "routine", "Routine"


class Agreement(models.TextChoices):
    """How the person agreed."""

    SPOKEN = "spoken", "They said yes"
    WRITTEN = "written", "They signed or wrote it"
    OWN_REQUEST = "own-request", "They asked for it themselves"


class MayShare(models.TextChoices):
    """What the person agreed may be passed on."""

    ALL = "all", "Everything on this form"
    CONTACT_ONLY = "contact-only", "Only what is needed to find and meet them"


class ContactSafe(models.TextChoices):
    """Whether staff have checked that contact is safe to arrange."""

    YES = "yes", "Yes, staff have checked"
    SPEAK_FIRST = "speak-first", "Speak to me first"


class Actor(models.TextChoices):
    """Who somebody is to one referral. A user may be several of these."""

    REFERRER = "referrer", "Referrer"
    ORGANISATION = "organisation", "Organisation"
    COORDINATOR = "coordinator", "Coordinator"
    CLOCK = "clock", "The clock"


class DeclineReason(models.TextChoices):
    """Why an organisation cannot take somebody: category, then reason."""

    FULL_PLACES = "full-places", "Full: no places"
    FULL_LIST = "full-list-closed", "Full: waiting list closed"
    AGE = "unsuitable-age", "Not suitable: outside its ages"
    LEGAL_STATUS = "unsuitable-legal-status", "Not suitable: legal status"
    GROUP = "unsuitable-group", "Not suitable: not for this group"
    WRONG_SERVICE = "unsuitable-service", "Not suitable: not the right service"
    LOCATION = "unsuitable-location", "Not suitable: cannot reach the location"
    NO_WORKER = "cannot-no-cleared-worker", "Cannot at present: no cleared worker"
    REGIME = "cannot-regime", "Cannot at present: the regime prevents it"
    PAUSED = "cannot-paused", "Cannot at present: service paused"
    DUPLICATE = "known-duplicate", "Already known: duplicate"
    ALREADY_WORKING = "known-working", "Already known: already working together"
    ELSEWHERE = "elsewhere", "More suitable elsewhere"


class WithdrawReason(models.TextChoices):
    """Why a referral is taken back."""

    CHANGED_MIND = "changed-mind", "The person changed their mind"
    MET_ELSEWHERE = "met-elsewhere", "The need was met elsewhere"
    TRANSFERRED = "transferred", "Moved to another prison"
    RELEASED = "released", "Released"
    IN_ERROR = "in-error", "Made in error"
    REFERRER = "referrer-withdrew", "The referrer withdrew it"


class EndReason(models.TextChoices):
    """Why work ended before it was complete."""

    NOT_ENGAGED = "did-not-engage", "The person did not take part"
    TRANSFERRED = "transferred", "Moved to another prison"
    RELEASED = "released", "Released"
    REGIME = "regime", "The regime prevented it"
    WORKER_LEFT = "worker-left", "The worker left"
    SAFETY = "safety", "Safety"
    DIED = "died", "The person died"
    OTHER = "other", "Another reason"


class HoldReason(models.TextChoices):
    """Why work pauses."""

    AT_COURT = "at-court", "At court or an outside appointment"
    UNWELL = "unwell", "Unwell"
    REGIME = "regime", "The regime prevents it"
    NO_WORKER = "no-worker", "No worker at present"
    ASKED_TO_PAUSE = "asked-to-pause", "The person asked to pause"


class PassReason(models.TextChoices):
    """Why somebody else follows a referral from now on."""

    LEFT = "has-left", "Whoever followed it has left or moved"
    AWAY = "is-away", "Whoever followed it is away"
    ASKED = "asked-for", "Whoever followed it asked for it"
