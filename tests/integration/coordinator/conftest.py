"""One prison and its coordinator, who has signed in."""

import pytest

from tests.factories.accounts import user_with_role
from tests.factories.directory import PrisonFactory


@pytest.fixture
def prison():
    return PrisonFactory(code="AAA", name="Testfield (HMP)")


@pytest.fixture
def coordinator(client, prison):
    user = user_with_role("coordinator", prison)
    client.force_login(user)
    return user
