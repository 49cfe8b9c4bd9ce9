"""An administrator changes how long things may take, without code; nobody else does."""

import pytest
from django.urls import reverse

from referrals.models import ReferralSettings
from tests.factories.accounts import user_with_role
from tests.factories.directory import prison_page

pytestmark = pytest.mark.django_db

LIST = "wagtailsnippets_referrals_referralsettings:list"
EDIT = "wagtailsnippets_referrals_referralsettings:edit"


def test_an_administrator_changes_the_times(client):
    prison_page()
    client.force_login(user_with_role("administrator"))
    assert "Referral times" in client.get(reverse(LIST)).content.decode()
    rules = ReferralSettings.load()
    data = {field.name: getattr(rules, field.name) for field in ReferralSettings._meta.fields if field.name != "id"}
    answer = client.post(reverse(EDIT, args=[rules.pk]), data | {"concern_minutes": 30})
    assert answer.status_code == 302
    assert ReferralSettings.load().concern_minutes == 30


@pytest.mark.parametrize("role", ["content-editor", "coordinator"])
def test_other_editors_do_not(client, role):
    page = prison_page()
    client.force_login(user_with_role(role, page.prison if role == "coordinator" else None))
    address = reverse(EDIT, args=[ReferralSettings.load().pk])
    assert client.get(address).status_code in (302, 403, 404)
    assert client.post(address, {"concern_minutes": 1}).status_code in (302, 403, 404)
    assert ReferralSettings.load().concern_minutes == 60
