"""The slip that the person gets at each step, in plain words, with Welsh headings for those who prefer Welsh."""

from dataclasses import dataclass

from directory.models import Prison
from referrals.enums import Status
from referrals.models import Referral
from referrals.sentences import sentence_for

#: How people write that they prefer Welsh.
_WELSH = ("welsh", "cymraeg")


@dataclass(frozen=True)
class Words:
    """What a slip says: a heading in both languages and sentences of a few words each."""

    heading: str
    heading_cy: str
    sentences: tuple[str, ...]


_STEPS: dict[str, Words] = {
    Status.SENT: Words(
        "We have asked for you",
        "Rydym wedi gofyn ar eich rhan",
        ("Staff have asked this service to help you.", "The service will answer. Staff will tell you what it says."),
    ),
    Status.ASKED: Words(
        "They have a question",
        "Mae ganddynt gwestiwn",
        ("The service wants to know something more.", "Staff may come and ask you."),
    ),
    Status.RETURNED: Words(
        "We are still waiting for an answer",
        "Rydym yn dal i aros am ateb",
        ("The service has not answered yet.", "The prison’s coordinator is looking into it."),
    ),
    Status.ACCEPTED: Words(
        "They said yes",
        "Maent wedi dweud ie",
        ("The service will see you.", "Somebody will tell you when and where."),
    ),
    Status.WAITING_LIST: Words(
        "You are on the waiting list",
        "Rydych ar y rhestr aros",
        ("The service will help you when there is a place.", "You do not have to ask again."),
    ),
    Status.IN_PROGRESS: Words(
        "Your work together has started",
        "Mae eich gwaith gyda’ch gilydd wedi dechrau",
        ("You and the service have begun.", "If a time does not suit you, tell staff."),
    ),
    Status.ON_HOLD: Words(
        "Your work together is paused",
        "Mae eich gwaith gyda’ch gilydd wedi’i oedi",
        ("The service will go on with you later.", "Ask staff if you want to know more."),
    ),
    Status.COMPLETED: Words(
        "Your work together has ended",
        "Mae eich gwaith gyda’ch gilydd wedi dod i ben",
        ("You have finished what you planned with this service.", "You can ask for help again at any time."),
    ),
    Status.ENDED_EARLY: Words(
        "Your work together has ended early",
        "Mae eich gwaith gyda’ch gilydd wedi dod i ben yn gynnar",
        ("This service cannot go on with you now.", "You can ask for help again at any time."),
    ),
    Status.DECLINED: Words(
        "They cannot help this time",
        "Ni allant helpu y tro hwn",
        ("This says nothing about you.", "Staff can look for another service with you."),
    ),
    Status.WITHDRAWN: Words(
        "We have taken it back",
        "Rydym wedi ei dynnu’n ôl",
        ("This service will not contact you.", "You can ask again at any time."),
    ),
}

#: What is said where the service asked something, nobody answered, and the time was over.
_QUESTION_WAITS = Words(
    "They have a question",
    "Mae ganddynt gwestiwn",
    (
        "The service wants to know something more.",
        "Staff have not answered yet. The coordinator is looking into it.",
    ),
)

#: The moves after which the person is told why, by the state that they lead to.
_WHY = {
    Status.DECLINED: "decline",
    Status.WITHDRAWN: "withdraw",
    Status.ENDED_EARLY: "end-early",
    Status.ON_HOLD: "hold",
}


def words_for(referral: Referral) -> Words:
    """Return the words of the step at which a referral that was sent stands."""
    if referral.status == Status.RETURNED and referral.question_waits:
        return _QUESTION_WAITS
    return _STEPS[referral.status]


def reason_for(referral: Referral) -> str:
    """Return the sentence that tells the person why: the organisation's own, else one for its reason."""
    if referral.sentence_for_person:
        return referral.sentence_for_person
    return sentence_for(_WHY.get(Status(referral.status), ""), referral.reason)


def speaks_welsh(prison: Prison, language: str = "") -> bool:
    """Say whether Welsh headings stand beside the English: in Wales always, elsewhere for who prefers Welsh."""
    return prison.is_welsh or language.strip().lower() in _WELSH
