"""What the walks over the whole project stand on."""

import pytest

from accounts.role_groups import repair
from directory.models import (
    DeliveryMode,
    Group,
    GroupSynonym,
    Language,
    LegalStatus,
    LocationKind,
    NeedSynonym,
    WordToAvoid,
)
from tests.project.personas import World, build_world
from tests.project.planted.planting import row_of

#: Lists of which the world has no row of its own: without one nobody gets a page to change it.
LISTS = (DeliveryMode, Group, GroupSynonym, Language, LegalStatus, LocationKind, NeedSynonym, WordToAvoid)


@pytest.fixture
def world(db) -> World:
    """Return two prisons, two organisations and one user per role and place."""
    return build_world()


@pytest.fixture
def edited(world: World) -> World:
    """Let those who edit the prisons' pages do so, for the pages came after the roles, and give each list a row."""
    repair()
    for table in LISTS:
        row_of(table)
    return world
