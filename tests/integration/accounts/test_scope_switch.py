"""Somebody with several prisons or organisations switches with one control, and every page works for the one chosen."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.actions import end_role, grant_role
from accounts.models import RoleAssignment
from accounts.roles import COORDINATOR, LEAD, STAFF
from directory.actions.prisons import open_prison
from tests.factories.accounts import user_with_role
from tests.factories.directory import OrganisationFactory, PrisonFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def prisons():
    made = [PrisonFactory(name=f"{name} (HMP)") for name in ("Aldermoor", "Birchfield")]
    for prison in made:
        open_prison(prison=prison, by=None)
    return made


@pytest.fixture
def officer(prisons):
    user = user_with_role("staff", prisons[0])
    grant_role(user=user, role=STAFF, scope=prisons[1], by=None)
    return user


@pytest.fixture
def browser(officer):
    client = Client()
    client.force_login(officer)
    return client


def scope_of(client, page="/privacy/"):
    return client.get(page).wsgi_request.scope


def switch(client, scope, page="/privacy/"):
    code = f"{scope.scope_kind}:{scope.scope_key}"
    return client.post(reverse("accounts:switch"), {"scope": code, "next": page})


def test_the_first_by_name_until_another_is_chosen(browser, prisons):
    assert scope_of(browser) == prisons[0]
    assert switch(browser, prisons[1]).url == "/privacy/"
    assert scope_of(browser) == prisons[1]
    page = browser.get("/privacy/").content.decode()
    assert f'<option value="prison:{prisons[1].code}" selected>' in page


def test_an_address_of_one_s_own_prison_chooses_it(browser, prisons):
    browser.get(reverse("search:acct", kwargs={"code": prisons[1].code}))
    assert scope_of(browser) == prisons[1]
    assert browser.get(reverse("directory:my_insert")).url == reverse(
        "directory:insert", kwargs={"code": prisons[1].code}
    )
    assert browser.get(reverse("search:acct-choose")).url == reverse("search:acct", kwargs={"code": prisons[1].code})
    assert browser.get(reverse("search:choose")).url == reverse("search:find", kwargs={"code": prisons[1].code})


def test_somebody_else_s_prison_is_never_chosen(browser, prisons):
    foreign = PrisonFactory()
    browser.get(reverse("search:find", kwargs={"code": foreign.code}))
    assert scope_of(browser) == prisons[0]
    assert switch(browser, foreign).status_code == 404
    assert browser.post(reverse("accounts:switch"), {"scope": "nonsense"}).status_code == 404
    assert scope_of(browser) == prisons[0]


def test_the_same_page_of_the_other_prison_follows(browser, prisons):
    here, there = (reverse("search:acct", kwargs={"code": prison.code}) for prison in prisons)
    assert switch(browser, prisons[1], here).url == there
    assert browser.get(there).status_code == 200


def test_where_less_is_allowed_the_front_page_follows(prisons):
    user = user_with_role("coordinator", prisons[0])
    grant_role(user=user, role=STAFF, scope=prisons[1], by=None)
    client = Client()
    client.force_login(user)
    page = reverse("directory:review", kwargs={"code": prisons[0].code})
    assert switch(client, prisons[1], page).url == "/"
    assert switch(client, prisons[1], "https://evil.example/").url == "/"


def test_a_role_that_has_ended_ends_the_choice(browser, officer, prisons):
    switch(browser, prisons[1])
    for held in RoleAssignment.objects.filter(user=officer, scope_key=prisons[1].code):
        end_role(assignment=held, by=None)
    assert scope_of(browser) == prisons[0]
    assert b"Where you are working" not in browser.get("/privacy/").content, "one place needs no control"


def test_a_prison_and_an_organisation(prisons):
    organisation = OrganisationFactory()
    user = user_with_role("coordinator", prisons[0])
    grant_role(user=user, role=LEAD, scope=organisation, by=None)
    client = Client()
    client.force_login(user)
    assert client.get(reverse("accounts:my_people")).url.endswith(f"/prison/{prisons[0].code}/")
    switch(client, organisation)
    assert client.get(reverse("accounts:my_people")).url.endswith(f"/organisation/{organisation.pk}/")


def test_visitors_and_people_without_a_role_have_no_scope(client):
    assert not scope_of(client)
    client.force_login(user_with_role("administrator"))
    assert not scope_of(client)


def test_it_is_resolved_once_and_only_when_asked(browser):
    with CaptureQueriesContext(connection) as page:
        browser.get("/privacy/")
    places = [query for query in page if '"directory_prison"."code" IN (\'' in query["sql"]]
    assert len(places) == 1
    with CaptureQueriesContext(connection) as data:
        browser.get(reverse("accounts:session"))
    assert not [query for query in data if "directory_prison" in query["sql"]]


def test_the_page_costs_the_same_for_two_prisons_and_for_nine(browser, officer):
    counts = []
    for more in (0, 7):
        for _ in range(more):
            grant_role(user=officer, role=COORDINATOR, scope=PrisonFactory(), by=None)
        browser.get("/privacy/")
        with CaptureQueriesContext(connection) as captured:
            browser.get("/privacy/")
        counts.append(len(captured))
    assert counts[0] == counts[1]
