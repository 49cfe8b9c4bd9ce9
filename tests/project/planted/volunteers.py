"""What is held about people who come in, where a row has to stand in a certain way."""

from tests.factories import volunteers as make
from tests.factories.directory import PrisonFactory
from tests.project.planted.planting import plants
from volunteers.models import StageMessage


@plants
def a_reference() -> None:
    """Somebody was asked to speak for an applicant and answered: only then are there words."""
    applied = make.application(make.position(PrisonFactory()))
    make.reference(applied, "answered", suits="yes", words="made")


@plants
def words_of_a_stage() -> None:
    """A prison's own words for applicants; a row belongs to a prison or to an organisation, never to both."""
    StageMessage.objects.create(prison=PrisonFactory(), stage="applied", words="made")
