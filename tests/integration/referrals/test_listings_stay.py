"""A listing that somebody was referred to is not deleted in the editor, and the editor says what to do instead."""

import pytest
from django.urls import reverse

from directory.actions.prisons import open_prison
from directory.models import ServicePage
from tests.factories.accounts import user_with_role
from tests.factories.directory import PrisonFactory, service
from tests.factories.referrals import referral

pytestmark = pytest.mark.django_db


@pytest.fixture
def prison(client):
    prison = PrisonFactory()
    open_prison(prison=prison, by=None)
    client.force_login(user_with_role("coordinator", prison))
    return prison


def addresses(*pages):
    yield from (reverse("wagtailadmin_pages:delete", args=[page.pk]) for page in pages)
    query = "&".join(f"id={page.pk}" for page in pages)
    yield f"{reverse('wagtail_bulk_action', args=['wagtailcore', 'page', 'delete'])}?{query}"


def test_it_stays_and_the_coordinator_reads_why(client, prison):
    named, free = service(prison, title="Grief group"), service(prison)
    referral(named, status="sent")
    one, _other, both = addresses(named, free)
    for ask, address in ((client.get, one), (client.post, one), (client.post, both)):
        text = ask(address, follow=True).content.decode()
        assert "“Grief group” is named in records that must be kept" in text
        assert "Unpublish it instead" in text
    assert ServicePage.objects.filter(pk__in=[named.pk, free.pk]).count() == 2


@pytest.mark.parametrize("place", [0, 1])
def test_one_that_nobody_was_referred_to_is_deleted(client, prison, place):
    page = service(prison)
    client.post(list(addresses(page))[place])
    assert not ServicePage.objects.filter(pk=page.pk).exists()
