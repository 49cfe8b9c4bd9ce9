"""What a charity and Safer Custody have done in the demonstration: messages, contacts, saved replies, concerns."""

from datetime import timedelta

from django.utils import timezone

from accounts.models import User
from directory.demonstration.loaders import loads
from directory.demonstration.people import PRISON_CODE
from directory.models import Organisation, Prison
from referrals.actions.concerns import Worry, acknowledge_concern, raise_concern
from referrals.actions.handover import offer_handover
from referrals.actions.replies import save_reply
from referrals.actions.work import Contact, record_contact, send_message
from referrals.enums import Status
from referrals.models import Concern, Referral, ReplyFor, ReplyTemplate

_WORKER, _CUSTODY = "worker@charity.example", "safer-custody@larkmoor.example"
_REPLIES = (
    (ReplyFor.DECLINE, "No places for now", "We have no places until a group ends.", "They have no places for now."),
    (ReplyFor.QUEUE, "About six weeks", "The list moves by about one person a week.", "They will come in some weeks."),
    (ReplyFor.ASK, "Best time", "Which days is the person free, and can they be unlocked then?", ""),
)


@loads(order=21)
def load_work() -> None:
    """Add made-up work on the made-up referrals. Safe to run again."""
    prison = Prison.objects.get(code=PRISON_CODE)
    worker = User.objects.filter(email=_WORKER).first()
    custody = User.objects.filter(email=_CUSTODY).first()
    if worker is None or custody is None or Concern.objects.filter(prison=prison).exists():
        return
    for made in Referral.objects.filter(prison=prison, status=Status.IN_PROGRESS):
        send_message(referral=made, text="We met on Tuesday and will meet again next week.", by=worker)
        record_contact(referral=made, by=worker, contact=Contact(timezone.localdate(), "one-to-one", "came"))
        _raise_two(made, worker, custody)
        _offer(made, worker)
    for organisation in Organisation.objects.filter(referrals__prison=prison).distinct():
        for used_for, title, note, sentence in _REPLIES:
            reply = ReplyTemplate(
                organisation=organisation, used_for=used_for, title=title, note=note, sentence=sentence
            )
            save_reply(reply=reply, by=worker)


def _offer(made: Referral, worker: User) -> None:
    """Offer to hand the person over to the other referral of theirs, where nobody has agreed yet."""
    for other in Referral.objects.filter(person=made.person, status=Status.ACCEPTED):
        offer_handover(referral=made, to_reference=other.reference, person_agreed_on=None, by=worker)


def _raise_two(made: Referral, worker: User, custody: User) -> None:
    """Raise a concern that was acknowledged, and one that waits."""
    told = timezone.now() - timedelta(minutes=3)
    words = ("He said that he owes money on the wing.", "He seemed very low today and spoke little.")
    for category, text in zip(("debt-or-threats", "risk-to-self"), words, strict=True):
        worry = Worry(category, text, "Made-up person, C wing", "Officer Example, wing office", told)
        concern = raise_concern(prison=made.prison, by=worker, worry=worry, referral=made)
        if category == "debt-or-threats":
            acknowledge_concern(concern=concern, by=custody, what_was_done="Passed to the wing manager today.")
