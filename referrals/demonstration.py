"""Made-up referrals in every state at the demonstration prison, so that each screen has something to show.

They are made by the same actions as everybody's, and then dated back. Nobody named here exists.
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import F
from django.utils import timezone

from accounts.models import User
from directory.demonstration.loaders import loads
from directory.demonstration.people import PRISON_CODE
from directory.models import Prison, ServicePage
from referrals import demonstration_past, demonstration_work  # noqa: F401 register their own loaders
from referrals.actions.drafts import change_draft
from referrals.actions.moves import make_move
from referrals.actions.people import know_person
from referrals.actions.refer import start_bundle
from referrals.enums import Agreement, ContactSafe, MayShare, Source, Urgency
from referrals.models import Referral
from referrals.policies import Why

#: Both belong to the organisation whose demonstration lead and worker can sign in.
GRIEF, ILLNESS = "One-to-one bereavement support", "When someone you love is very ill"
_STAFF, _WORKER = "staff@larkmoor.example", "worker@charity.example"

Step = tuple[str, Why]
_SEND: Step = ("send", Why())
_ACCEPT: Step = ("accept", Why())
_START: Step = ("start", Why())
_ASK: Step = ("ask", Why(note="Would mornings or afternoons suit him better?"))
_FULL = Why("full-places", "", "They have no free places until the new year. You have done nothing wrong.")


@dataclass(frozen=True)
class _Story:
    """One made-up person, and how their referral went. The same name again is the same person."""

    name: str
    location: str
    service: str
    words: str
    steps: tuple[Step, ...]
    days_ago: int = 2
    urgency: Urgency = Urgency.ROUTINE
    source: Source = Source.WING
    language: str = "English"


_STORIES = (
    _Story("Alder", "A1-07", GRIEF, "", ()),
    _Story("Ash", "A2-11", GRIEF, "My brother died and I could not go.", (_SEND,), 1, source=Source.ACCT_REVIEW),
    _Story("Aspen", "B1-03", ILLNESS, "Mum is in hospital, I want to ring.", (_SEND,), 9, Urgency.TODAY),
    _Story("Beech", "B2-14", GRIEF, "I want to talk about my dad.", (_SEND, _ASK), 4, source=Source.KEY_WORK),
    _Story("Birch", "B3-02", ILLNESS, "", (_SEND, ("return", Why())), 12),
    _Story("Cedar", "C1-09", GRIEF, "It is a year in March.", (_SEND, _ACCEPT), 6, source=Source.CHAPLAINCY),
    _Story("Elder", "C2-05", GRIEF, "Hoffwn siarad Cymraeg.", (_SEND, ("queue", Why())), 15, language="Cymraeg"),
    _Story("Hazel", "C3-12", GRIEF, "I cannot sleep since the call.", (_SEND, _ACCEPT, _START), 20),
    _Story("Holly", "D1-04", ILLNESS, "", (_SEND, _ACCEPT, _START, ("hold", Why("at-court"))), 25),
    _Story("Juniper", "D1-10", GRIEF, "I want to write to her.", (_SEND, _ACCEPT, _START, ("complete", Why())), 60),
    _Story("Larch", "D2-01", GRIEF, "", (_SEND, _ACCEPT, ("end-early", Why("transferred"))), 30),
    _Story("Linden", "D2-08", GRIEF, "Somebody to sit with me.", (_SEND, ("decline", _FULL)), 3),
    _Story("Maple", "D3-06", ILLNESS, "", (_SEND, ("withdraw", Why("changed-mind"))), 8, source=Source.SELF_REFERRAL),
    _Story("Hazel", "C3-12", ILLNESS, "", (_SEND, _ACCEPT), 5),
)


@loads(order=20)
def load_referrals() -> None:
    """Add a made-up referral for each state, and one more of somebody who is handed over. Safe to run again."""
    prison = Prison.objects.get(code=PRISON_CODE)
    if Referral.objects.filter(prison=prison).exists():
        return
    people: dict[str, Any] = {user.email: user for user in User.objects.filter(email__in=[_STAFF, _WORKER])}
    services = {page.title: page for page in ServicePage.objects.live().in_prison(prison).with_listing_facts()}
    numbers: dict[str, int] = {}
    for number, story in enumerate(_STORIES, start=1):
        _tell(
            story, numbers.setdefault(story.name, number), prison=prison, service=services[story.service], people=people
        )


def _tell(story: _Story, number: int, *, prison: Prison, service: ServicePage, people: dict[str, Any]) -> None:
    staff = people[_STAFF]
    person = know_person(
        prison=prison,
        by=staff,
        prison_number=f"A{number:04d}ZZ",
        first_name=story.name,
        last_name="Example",
        location=story.location,
    )
    bundle, blocked = start_bundle(
        services=[service], person=person, source=story.source, by=staff, needs=service.needs.all()
    )
    if blocked:
        return
    made = Referral.objects.get(bundle=bundle)
    change_draft(referral=made, by=staff, **_fields(story))
    for code, why in story.steps:
        make_move(referral=made, move=code, by=_mover(code, people), why=why)
    _date_back(made, timedelta(days=story.days_ago))


def _fields(story: _Story) -> dict[str, Any]:
    return {
        "urgency": story.urgency,
        "own_words": story.words,
        "preferred_language": story.language,
        "agreement": Agreement.SPOKEN if story.steps else "",
        "agreed_on": timezone.localdate() if story.steps else None,
        "agreement_explained_by": "Wing officer",
        "agreement_language": story.language if story.steps else "",
        "may_share": MayShare.ALL if story.steps else "",
        "contact_safe": ContactSafe.YES,
        "referrer_extension": "ext 4407",
    }


def _mover(code: str, people: dict[str, Any]) -> Any:
    """Return who makes a move: the clock, the referrer or the organisation's worker."""
    if code == "return":
        return None
    return people[_STAFF] if code in ("send", "withdraw") else people[_WORKER]


def _date_back(made: Referral, by: timedelta) -> None:
    """Let a referral have been made some days ago; its answer came a quarter of that time later."""
    later = by / 4
    Referral.objects.filter(pk=made.pk).update(
        created_at=F("created_at") - by,
        agreed_on=F("agreed_on") - by,
        sent_at=F("sent_at") - by,
        answer_due_on=F("answer_due_on") - by,
        answered_at=F("answered_at") - by + later,
    )
    made.events.filter(number=1).update(at=F("at") - by)
    made.events.filter(number__gt=1).update(at=F("at") - by + later)
