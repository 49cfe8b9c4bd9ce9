"""A look at a list stands in the trail of each place whose referrals it showed, and in no other's."""

import pytest
from django.urls import reverse

from accounts.actions import grant_role
from accounts.roles import ROLES
from core.models import AuditEvent
from tests.factories.accounts import user_with_role
from tests.factories.directory import PrisonFactory, service
from tests.factories.referrals import person, referral

pytestmark = pytest.mark.django_db
MINE = "referrals:mine"


@pytest.fixture
def prisons():
    return [PrisonFactory(name=name) for name in ("Aaa (HMP)", "Mmm (HMP)", "Zzz (HMP)")]


@pytest.fixture
def officer(client, prisons):
    """Return somebody who refers in all three prisons."""
    user = user_with_role("staff", prisons[0])
    for prison in prisons[1:]:
        grant_role(user=user, role=ROLES["staff"], scope=prison, by=None)
    client.force_login(user)
    return user


def sent(officer, prison, **fields):
    return referral(service(prison), referrer=officer, **({"status": "sent", "person": person(prison)} | fields))


def rows_of(event, place):
    return AuditEvent.objects.in_scope(place).filter(event=event).count()


def test_the_list_is_in_the_trail_of_the_places_whose_referrals_it_shows(client, officer, prisons):
    first, second, third = prisons
    one, other = sent(officer, second), sent(officer, third)
    assert client.get(reverse(MINE), {"tab": "waiting"}).status_code == 200
    assert [rows_of("referrals.listed", prison) for prison in (first, second, third)] == [0, 1, 1]
    assert [rows_of("referrals.listed", each.organisation) for each in (one, other)] == [1, 1]
    row = AuditEvent.objects.get(event="referrals.listed")
    assert set(row.details["records"]["referrals.Referral"]) == {str(one.pk), str(other.pk)}


def test_a_draft_in_the_list_is_not_the_organisation_s_yet(client, officer, prisons):
    draft = sent(officer, prisons[1], status="draft")
    client.get(reverse(MINE), {"tab": "drafts"})
    assert [rows_of("referrals.listed", place) for place in (prisons[1], draft.organisation)] == [1, 0]


def test_a_list_that_shows_nobody_leaves_no_row(client, officer, prisons):
    client.get(reverse(MINE), {"tab": "closed"})
    assert not AuditEvent.objects.filter(event="referrals.listed").exists()


def test_a_look_for_a_number_is_in_the_trail_of_the_prison_where_it_is_found(client, officer, prisons):
    first, second, third = prisons
    sent(officer, third, person=person(third, prison_number="A1234BC"))
    client.post(reverse(MINE), {"prison_number": "a1234bc"})
    assert [rows_of("person.looked-up", prison) for prison in (first, second, third)] == [0, 0, 1]
    assert AuditEvent.objects.get(event="person.looked-up").details["found"] is True


def test_a_look_in_vain_is_in_the_trail_of_every_prison_that_was_looked_through(client, officer, prisons):
    elsewhere = PrisonFactory()
    referral(service(elsewhere), status="sent", person=person(elsewhere, prison_number="A1234BC"))
    for number in ("Z9999ZZ", "A1234BC"):
        answer = client.post(reverse(MINE), {"prison_number": number})
        assert answer.context["rows"] == []
    assert [rows_of("person.looked-up", prison) for prison in (*prisons, elsewhere)] == [2, 2, 2, 0]
    details = AuditEvent.objects.filter(event="person.looked-up").values_list("details", flat=True)
    assert [each["found"] for each in details] == [False, False]
