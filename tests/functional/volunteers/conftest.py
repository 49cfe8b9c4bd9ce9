"""One prison, one organisation and the shipped lists, for people's journeys in a browser."""

import pytest

from tests.factories.directory import OrganisationFactory, PrisonFactory
from volunteers import models as m
from volunteers.shipped_lists import ship, ship_stages


@pytest.fixture(autouse=True)
def _lists(db):
    """Have the shipped lists there, which a browser test before may have emptied."""
    ship(m.ClearanceLevel, m.TrainingModule, m.AccessType)
    ship_stages(m.StageRule)


@pytest.fixture
def prison():
    return PrisonFactory(code="TSF", name="Testfield (HMP)")


@pytest.fixture
def organisation():
    return OrganisationFactory(name="Helping Hands")
