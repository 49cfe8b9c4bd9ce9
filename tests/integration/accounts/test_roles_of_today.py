"""A role begins and ends on its days for a session that goes on past midnight too, whether or not a command has run."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts import guardian
from accounts.models import RoleAssignment, User
from accounts.role_groups import differences
from accounts.roles import CURATE_LISTINGS, REFER
from accounts.roles_of_today import _DAY
from directory.actions.prisons import open_prison
from directory.models import Prison
from referrals.models import Referral
from tests.factories.accounts import user_with_role
from tests.factories.directory import PrisonFactory, service
from tests.factories.referrals import referral

pytestmark = pytest.mark.django_db


@pytest.fixture
def prison():
    prison = PrisonFactory()
    open_prison(prison=prison, by=None)
    return prison


def on_day(number):
    return timezone.localdate() + timedelta(days=number)


def dates(user, **days):
    """Let the roles of a user have other days; the groups hear nothing of it."""
    RoleAssignment.objects.filter(user=user).update(**days)
    return User.objects.get(pk=user.pk)


def from_yesterday(client):
    """Let the session have been looked at yesterday."""
    session = client.session
    session[_DAY] = on_day(-1).isoformat()
    session.save()


def test_what_a_role_gave_is_gone_on_the_day_it_ends_before_anything_has_moved(prison):
    staff = user_with_role("staff", prison)
    made = referral(service(prison), referrer=staff, status="sent")
    assert list(Referral.objects.visible_to(staff)) == [made]
    ended = dates(staff, starts_on=on_day(-9), ends_on=on_day(0))
    assert ended.groups.exists()
    assert not guardian.can(ended, REFER, prison)
    assert not Prison.objects.where_allowed(ended, REFER).exists()
    assert not Referral.objects.visible_to(ended).exists()


def test_a_suspended_role_gives_nothing_whatever_its_group_says(prison):
    assert not guardian.can(dates(user_with_role("staff", prison), suspended_at=timezone.now()), REFER, prison)


def test_a_session_from_yesterday_is_shown_out_of_the_editor(client, prison):
    coordinator = user_with_role("coordinator", prison)
    client.force_login(coordinator)
    edit = reverse("wagtailadmin_pages:edit", args=[prison.page.pk])
    assert client.get(edit).status_code == 200
    dates(coordinator, starts_on=on_day(-9), ends_on=on_day(0))
    from_yesterday(client)
    assert client.get(edit).status_code == 404
    assert not coordinator.groups.exists()
    assert differences() == []


def test_a_session_from_yesterday_is_let_in_on_the_first_day(client, prison):
    coordinator = dates(user_with_role("coordinator", prison), starts_on=on_day(1))
    client.force_login(coordinator)
    edit = reverse("wagtailadmin_pages:edit", args=[prison.page.pk])
    assert client.get(edit).status_code == 404
    dates(coordinator, starts_on=on_day(0))
    from_yesterday(client)
    assert client.get(edit).status_code == 200
    assert guardian.can(User.objects.get(pk=coordinator.pk), CURATE_LISTINGS, prison)


def test_it_is_looked_at_once_a_day(client, prison):
    client.force_login(user_with_role("staff", prison))
    from_yesterday(client)

    def asked():
        with CaptureQueriesContext(connection) as queries:
            client.get("/privacy/")
        return len([one for one in queries if one["sql"].startswith('SELECT "auth_group"."name"')])

    assert [asked(), asked()] == [1, 0]
