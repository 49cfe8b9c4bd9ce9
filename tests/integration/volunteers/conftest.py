"""One prison, one organisation, and whoever decides about people there."""

import pytest

from tests.factories.accounts import user_with_role
from tests.factories.directory import OrganisationFactory, PrisonFactory


@pytest.fixture
def prison():
    return PrisonFactory(code="TSF", name="Testfield (HMP)")


@pytest.fixture
def organisation():
    return OrganisationFactory(name="Helping Hands")


@pytest.fixture
def coordinator(prison):
    return user_with_role("coordinator", prison)


@pytest.fixture
def lead(organisation):
    return user_with_role("lead", organisation)


@pytest.fixture
def security(prison):
    return user_with_role("security", prison, name="Deputy governor")
