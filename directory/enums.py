"""Fixed lists of the directory: only what code decides by. Lists that an administrator may change are tables."""

from django.db import models


class ContactFunction(models.TextChoices):
    """Whom a prison contact answers for; the order is that of urgency on the insert."""

    SAFER_CUSTODY = "safer-custody", "Safer Custody"
    HEALTHCARE = "healthcare", "Healthcare"
    CHAPLAINCY = "chaplaincy", "Chaplaincy"
    DUTY_GOVERNOR = "duty-governor", "Duty governor"
    ORDERLY_OFFICE = "orderly-office", "Orderly office"
    LISTENERS = "listeners", "Listeners"
    OMU = "omu", "Offender management unit"
    COORDINATOR = "coordinator", "Voluntary sector coordinator"
    FAMILY = "family", "Family engagement"
    GATE = "gate", "Gate"
    OTHER = "other", "Other"


class Availability(models.TextChoices):
    """Whether a service can take somebody now."""

    OPEN = "open", "Open"
    LIMITED = "limited", "Limited places"
    WAITING_LIST = "waiting-list", "Waiting list"
    PAUSED = "paused", "Paused"
    CLOSED = "closed", "Closed"

    @property
    def colour(self) -> str:
        """Return the colour of its tag, the same on every screen."""
        return {"open": "green", "limited": "yellow", "waiting-list": "orange"}.get(self.value, "red")


TAKES_PEOPLE = (Availability.OPEN, Availability.LIMITED, Availability.WAITING_LIST)


class Weekday(models.IntegerChoices):
    """Days of a session, as Python counts them."""

    MONDAY = 0, "Monday"
    TUESDAY = 1, "Tuesday"
    WEDNESDAY = 2, "Wednesday"
    THURSDAY = 3, "Thursday"
    FRIDAY = 4, "Friday"
    SATURDAY = 5, "Saturday"
    SUNDAY = 6, "Sunday"


class Frequency(models.TextChoices):
    """How often a session comes round."""

    WEEKLY = "weekly", "Every week"
    FORTNIGHTLY = "fortnightly", "Every two weeks"
    MONTHLY = "monthly", "Every month"
    BY_ARRANGEMENT = "by-arrangement", "By arrangement"


class AttemptMethod(models.TextChoices):
    """How somebody tried to confirm a listing."""

    EMAIL = "email", "E-mail"
    PHONE = "phone", "Phone"
    VISIT = "visit", "Visit"
    ONLINE = "online", "Online"


class Disposition(models.TextChoices):
    """How an attempt to confirm a listing ended."""

    CONFIRMED = "confirmed", "Confirmed"
    CHANGED = "changed", "Changed"
    NO_ANSWER = "no-answer", "No answer"
    WRONG_CONTACT = "wrong-contact", "Wrong contact"
    CLOSED = "closed", "Service closed"
    SENT = "sent", "Reminder sent"


class ReviewStage(models.IntegerChoices):
    """The reminders of a review, in their order. How many days apart they are is in ReviewSettings."""

    FIRST = 1, "First, before the day"
    SECOND = 2, "Second, before the day"
    ON_THE_DAY = 3, "On the day"
    AFTER = 4, "After the day"


class Freshness(models.TextChoices):
    """How far a listing can be trusted today."""

    CONFIRMED = "confirmed", "Confirmed"
    DUE = "due", "Review due"
    NOT_CONFIRMED = "not-confirmed", "Not confirmed"
    LEFT_INSERT = "left-insert", "Not confirmed for a long time"


class ProposalState(models.TextChoices):
    """What became of a change that an organisation proposed."""

    WAITING = "waiting", "Waiting for the prison"
    APPROVED = "approved", "Approved"
    DECLINED = "declined", "Turned down"
    WITHDRAWN = "withdrawn", "Withdrawn"


class InsertVariant(models.TextChoices):
    """How an insert is laid out for paper."""

    STANDARD = "standard", "A4"
    BOOKLET = "booklet", "Booklet"
    LARGE_PRINT = "large-print", "Large print"


#: What the audit trail calls the reading of an insert: opened on a screen, and saved as a file.
READINGS = ("insert.viewed", "insert.downloaded")
