"""What is held about people who come in, where a row has to stand in a certain way."""

from django.utils import timezone

from tests.factories import volunteers as make
from tests.factories.accounts import user_with_role
from tests.factories.directory import PrisonFactory
from tests.project.planted.planting import plants, word
from volunteers.models import Correction, Entrant, Exit, StageMessage


@plants
def a_reference() -> None:
    """Somebody was asked to speak for an applicant and answered: only then are there words."""
    applied = make.application(make.position(PrisonFactory()))
    make.reference(applied, "answered", suits="yes", words="made")


@plants
def words_of_a_stage() -> None:
    """A prison's own words for applicants; a row belongs to a prison or to an organisation, never to both."""
    StageMessage.objects.create(prison=PrisonFactory(), stage="applied", words="made")


@plants
def an_entry_at_a_prison_that_somebody_left() -> None:
    """An entry at a prison where somebody has no work any more."""
    make.approve(_somebody_who_left(), PrisonFactory())


@plants
def a_clearance_that_ended() -> None:
    """A clearance that ended, of somebody whose work has ended."""
    prison = PrisonFactory()
    make.clearance(_somebody_who_left(), prison, "expired")


@plants
def what_was_answered_and_given_back() -> None:
    """A correction that was answered, and a leaver's checklist with nothing open."""
    today = timezone.localdate()
    Correction.objects.create(
        entrant=_somebody_who_left(), topic="name", words="x", state="corrected", answer="x", answered_on=today
    )
    Exit.objects.create(entrant=_somebody_who_left(), prison=PrisonFactory(), last_day=today, closed_on=today)


@plants
def an_account_of_somebody_who_left() -> None:
    """An account with nothing but the role that opens the own page, which nobody ends by hand."""
    who = _somebody_who_left()
    who.user = user_with_role("volunteer", name=word())
    who.save(update_fields=["user"])


def _somebody_who_left() -> Entrant:
    who = make.entrant()
    who.engagements.update(ends_on=timezone.localdate())
    return who
