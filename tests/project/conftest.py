"""What the walks over the whole project stand on."""

import pytest

from tests.project.personas import World, build_world


@pytest.fixture
def world(db) -> World:
    """Return two prisons, two organisations and one user per role and place."""
    return build_world()
