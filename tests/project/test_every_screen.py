"""What must stand on every screen, whoever adds one: the label of a demonstration, and the words of the boundary."""

import io
import re
from typing import Any

import pypdf
import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from directory.actions.insert import publish_edition, record_distribution
from directory.actions.prisons import open_prison
from tests.factories.accounts import user_with_role
from tests.factories.directory import PrisonFactory, service
from tests.project.personas import World
from tests.project.walk import Address, Walk, addresses, answers

BOUNDARY = (
    "This does not replace opening an ACCT or telling Safer Custody.",
    "If someone is in danger now, use the radio or alarm and call healthcare.",
)


def is_document(answer: HttpResponse) -> bool:
    """Say whether it is a whole page; a part of one is put into a page that has the label."""
    return answer["Content-Type"].startswith("text/html") and "<html" in answer.content.decode()[:400]


def words_of(answer: HttpResponse) -> str:
    """Return the words of a page or of a PDF."""
    if answer["Content-Type"] == "application/pdf":
        text = " ".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(answer.content)).pages)
    else:
        text = answer.content.decode()
    return re.sub(r"\s+", " ", text)


@pytest.mark.slow
@pytest.mark.parametrize(("in_editor", "least"), [(False, 100), (True, 40)], ids=["our own", "the editor's"])
def test_every_page_of_a_demonstration_is_labelled_prints_too(
    world: World, settings: Any, in_editor: bool, least: int
) -> None:
    settings.DEMONSTRATION = True
    seen, without = [], []
    for address, url, answer in answers(world, lambda address: address.is_in_editor == in_editor):
        if is_document(answer):
            seen.append(url)
            if "<strong>Demonstration.</strong>" not in answer.content.decode():
                without.append(f"{address.name} {url}")
    assert without == []
    assert len(seen) > least


def test_the_pages_that_a_coordinator_edits_are_labelled(db: None, client: Client, settings: Any) -> None:
    settings.DEMONSTRATION = True
    prison = PrisonFactory(opened_on=None)
    prison_page = open_prison(prison=prison, by=None)
    listing = service(prison)
    client.force_login(user_with_role("coordinator", prison))
    urls = [reverse("wagtailadmin_home"), reverse("wagtailadmin_explore", args=[prison_page.pk])]
    urls += [reverse("wagtailadmin_pages:edit", args=[page.pk]) for page in (prison_page, listing)]
    for url in urls:
        answer = client.get(url)
        assert answer.status_code == 200, url
        assert "<strong>Demonstration.</strong>" in answer.content.decode(), url


def test_outside_a_demonstration_nothing_is_labelled(world: World) -> None:
    some = {"wagtailadmin_home", "search:find", "directory:insert_draft"}
    for address, url, answer in answers(world, lambda address: address.name in some):
        assert "<strong>Demonstration.</strong>" not in answer.content.decode(), (address, url)


def test_the_boundary_stands_on_every_screen_and_print_of_the_finder_and_the_insert(world: World) -> None:
    def wanted(address: Address) -> bool:
        # How the finder ranks and what it has learnt are the administrator's, not a way to help.
        finder = address.name.startswith("search:") and address.name != "search:learning"
        return finder or address.name.startswith(("directory:insert", "directory:my_insert"))

    seen = set()
    for address, url, answer in answers(world, wanted):
        seen.add(address.name)
        text = words_of(answer)
        assert [sentence for sentence in BOUNDARY if sentence not in text] == [], (address.name, url)
    # The sheet needs a shortlist and taking back a record of one's own: they have tests beside them.
    left_out = {address.name for address in addresses() if wanted(address)} - seen
    assert left_out == {"search:sheet", "search:sheet-pdf", "directory:insert_take_back"}


def test_it_stands_on_the_page_that_takes_a_record_of_copies_back(world: World) -> None:
    edition = publish_edition(prison=world.prison, by=world.people["coordinator@here"])
    made = record_distribution(edition=edition, place="B wing", copies=2, by=world.people["staff@here"])
    url = reverse("directory:insert_take_back", args=[world.prison.code, made.pk])
    answer = Walk(world).clients["staff@here"].get(url)
    assert answer.status_code == 200
    assert [sentence for sentence in BOUNDARY if sentence not in words_of(answer)] == []
