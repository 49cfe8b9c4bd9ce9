"""The demonstration as a newcomer meets it: every role reads the main pages, and the insert is whole."""

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.test import Client

from accounts.models import User
from directory.demonstration.life import add_life
from directory.demonstration.load import load_demonstration
from directory.demonstration.people import demonstration_people
from directory.insert.content import build_content
from directory.models import ListingProposal, Prison, PrisonPage, ServicePage

pytestmark = pytest.mark.slow


def test_every_role_reads_the_main_pages_and_the_insert_names_the_coordinator(reference, settings):
    settings.DEMONSTRATION = True
    load_demonstration()
    larkmoor = Prison.objects.get(code="ZZI")
    prison_page = PrisonPage.objects.get(prison=larkmoor)
    listings = ServicePage.objects.live().in_prison(larkmoor)
    assert 60 <= len(listings) <= 70
    addresses = [prison_page.url, "/find/ZZI/?need=debt-in-prison", listings[0].url]
    for person in [None, *demonstration_people()]:
        client = Client()
        if person is not None:
            client.force_login(User.objects.get(email=person.email))
        for address in addresses:
            answer = client.get(address)
            assert answer.status_code == 200, (person, address)
            assert "Demonstration" in answer.content.decode(), (person, address)
    assert [edition.number for edition in larkmoor.insert_editions.all()] == [1]
    assert ServicePage.objects.in_prison(larkmoor).not_confirmed().count() == 2
    assert ServicePage.objects.in_prison(larkmoor).left_insert().count() == 1
    listeners = ServicePage.objects.filter(title__endswith="Listeners")
    assert [page.never_by_name for page in listeners] == [True, True]
    add_life()
    assert larkmoor.insert_editions.count() == ListingProposal.objects.waiting().count() == 1
    content = build_content(larkmoor)
    assert [contact["name"] for contact in content["coordinators"]] == [
        "Demonstration coordinator",
        "Demonstration deputy",
    ]
    assert "ext 5170" in content["coordinators"][0]["phone"]
    assert any(trigger["services"] for trigger in content["triggers"])
    assert any(not trigger["services"] for trigger in content["triggers"]), "honest gaps"


def test_outside_demonstration_mode_nothing_is_left_behind(reference):
    with pytest.raises(ImproperlyConfigured):
        load_demonstration()
    assert not Prison.objects.filter(is_demonstration=True).exists()
