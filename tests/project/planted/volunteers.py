"""What is held about people who come in, where a row has to stand in a certain way."""

from tests.factories import volunteers as make
from tests.factories.directory import PrisonFactory
from tests.project.planted.planting import plants


@plants
def a_reference() -> None:
    """Somebody was asked to speak for an applicant and answered: only then are there words."""
    applied = make.application(make.position(PrisonFactory()))
    make.reference(applied, "answered", suits="yes", words="made")
