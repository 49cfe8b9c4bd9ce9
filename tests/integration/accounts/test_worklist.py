"""What of accounts waits for a prison's coordinator: requests to decide and people to confirm, without their names."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.actions.requests import ask_for_role
from accounts.models import AccountRequest, RoleAssignment
from accounts.roles import ROLES
from accounts.worklist import confirmations, requests
from tests.factories.accounts import user_with_role
from tests.factories.directory import PrisonFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def prison():
    return PrisonFactory(code="AAA")


@pytest.fixture
def coordinator(prison):
    return user_with_role("coordinator", prison, email="coordinator@prison.example")


def asked(prison, email, role="staff"):
    ask_for_role(role=ROLES[role], scope=prison, why="I work on the wing", email=email, name="Robin Typed")
    return AccountRequest.objects.get(email=email)


def found(source, user, prison, most=50):
    return list(source(user=user, scope=prison, most=most))


def test_a_request_waits_until_it_is_decided_and_names_nobody(prison, coordinator):
    first = asked(prison, "robin@prison.example")
    asked(PrisonFactory(), "elsewhere@prison.example")
    (item,) = found(requests, coordinator, prison)
    assert item.title == "Somebody asks for access: Prison staff"
    assert item.url.endswith(f"/requests/{first.pk}/")
    assert item.due_on == timezone.localdate(first.expires_at)
    assert "Robin" not in f"{item}"
    assert "robin@" not in f"{item}"
    AccountRequest.objects.update(expires_at=timezone.now())
    assert found(requests, coordinator, prison) == []


def test_nobody_is_shown_their_own_request_or_one_they_may_not_decide(prison, coordinator):
    asked(prison, coordinator.email, "security")
    assert found(requests, coordinator, prison) == []
    asked(prison, "robin@prison.example")
    assert found(requests, user_with_role("staff", prison), prison) == []
    assert found(requests, user_with_role("coordinator", PrisonFactory()), prison) == []


def test_people_to_confirm_are_one_thing_and_nobody_confirms_themselves(prison, coordinator):
    for _ in range(3):
        user_with_role("staff", prison)
    assert found(confirmations, coordinator, prison) == []
    long_ago = timezone.localdate() - datetime.timedelta(days=400)
    RoleAssignment.objects.update(starts_on=long_ago)
    (item,) = found(confirmations, coordinator, prison)
    assert item.title == "3 people to confirm"
    assert item.url.endswith("?state=to_confirm")
    assert found(confirmations, user_with_role("staff", prison), prison) == []


def test_the_number_of_queries_does_not_grow_with_requests(prison, coordinator):
    def queries():
        with CaptureQueriesContext(connection) as caught:
            assert found(requests, coordinator, prison)
        return len(caught)

    asked(prison, "robin0@prison.example")
    queries()
    with_one = queries()
    for number in range(1, 50):
        asked(prison, f"robin{number}@prison.example")
    assert queries() == with_one
