"""What stands in a listing for the prison's own staff is read by nobody else, at whatever address they ask."""

import datetime

import pytest
from django.http import HttpResponse

from directory.enums import ContactFunction
from directory.models import PrisonContact, ServiceExclusion, ServicePage
from tests.factories.directory import GroupFactory, service
from tests.project.personas import World
from tests.project.walk import Walk, addresses, row_for, url_of

#: Session times as our screens and spreadsheets write them, rooms, contacts, notes and reasons.
STAFF_ONLY = (
    *("13:37", "1:37pm", "Planted-room", "Planted-contact", "ext 97531", "planted@outside.example"),
    *("Planted-note", "Planted-restricted", "Planted-reason", "Planted-duty", "ext 86420"),
)
OUTSIDERS = ("anonymous", "nobody", "staff@elsewhere", "lead@elsewhere")
QUESTIONS = ({"text": "planted talk"}, {"text": "", "need": "planted-need"})


@pytest.fixture
def listing(world: World) -> ServicePage:
    """Return a live listing of the prison here with every fact that is for its staff."""
    page = service(
        world.prison,
        organisation=world.organisation,
        title="Planted talk",
        needs=list(world.listing.needs.all()),
        contact_name="Planted-contact",
        contact_phone="ext 97531",
        contact_email="planted@outside.example",
        staff_notes="Planted-note",
        sessions=[
            {"weekday": day, "starts": datetime.time(13, 37), "ends": datetime.time(15), "place": "Planted-room"}
            for day in range(7)
        ],
    )
    group = GroupFactory(slug="planted-restricted", label="Planted-restricted", is_restricted=True)
    ServiceExclusion.objects.create(page=page, group=group, reason="Planted-reason", staff_only=True)
    PrisonContact.objects.create(
        prison=world.prison, function=ContactFunction.SAFER_CUSTODY, name="Planted-duty", phone="ext 86420"
    )
    return page


def words_in(answer: HttpResponse) -> list[str]:
    """Return what is for staff and stands in the body of an answer, its source included."""
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return [words for words in STAFF_ONLY if words in body.decode(errors="replace")]


@pytest.mark.slow
@pytest.mark.parametrize("persona", OUTSIDERS)
def test_at_every_address_that_lets_them_in(world: World, listing: ServicePage, persona: str) -> None:
    walk, asked, leaks = Walk(world), 0, []
    for address in addresses():
        row = row_for(address)
        if row is None or address.is_shadowed or persona not in row.lets_in:
            continue
        url = url_of(address, row, world)
        if url is None:
            continue
        asked += 1
        leaks += [f"{address.name} {url} shows {words}" for words in words_in(walk.ask(persona, url, row))]
    assert leaks == []
    assert asked >= 15


@pytest.mark.parametrize("persona", OUTSIDERS)
def test_on_the_pages_and_in_the_finder(world: World, listing: ServicePage, persona: str) -> None:
    client = Walk(world).clients[persona]
    found = f"/find/{world.prison.code}/"
    answers = [client.get(page.url) for page in (listing, listing.get_parent(), listing.get_parent().get_parent())]
    answers += [client.get(f"{listing.url}?{query}") for query in ("preview=1", "format=json", "mode=staff")]
    answers += [client.post(found, question) for question in QUESTIONS]
    answers += [client.post(found, question, headers={"HX-Request": "true"}) for question in QUESTIONS]
    answers += [client.get(f"{found}?need=planted-need"), client.get(f"/cms/api/main/pages/{listing.pk}/")]
    answers += [client.get(f"/cms/pages/{listing.pk}/{view}/") for view in ("view_draft", "edit/preview", "history")]
    for answer in answers:
        assert words_in(answer) == [], answer.request["PATH_INFO"]
    assert "Planted talk" in answers[0].content.decode()
    assert any("Planted talk" in answer.content.decode() for answer in answers[6:10])


def test_the_prisons_own_staff_read_all_of_it(world: World, listing: ServicePage) -> None:
    client = Walk(world).clients["staff@here"]
    pages = client.get(listing.url), client.get(listing.get_parent().url)
    read = {words for page in pages for words in words_in(page)}
    assert read == set(STAFF_ONLY) - {"1:37pm"}
