"""One prison, one organisation and the shipped lists, for people's journeys in a browser."""

import pytest

from tests.integration.volunteers.conftest import organisation, prison  # noqa: F401 (fixtures)
from volunteers import models as m
from volunteers.shipped_lists import ship, ship_stages


@pytest.fixture(autouse=True)
def _lists(db):
    """Have the shipped lists there, which a browser test before may have emptied."""
    ship(m.ClearanceLevel, m.TrainingModule, m.AccessType)
    ship_stages(m.StageRule)
