"""The ACCT review and its support actions sheet."""

import datetime
import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pypdf import PdfReader

from core.models import AuditEvent
from tests.factories.accounts import user_with_role
from tests.factories.directory import NeedFactory, OrganisationFactory, PrisonFactory, service
from tests.paper import assert_black_and_white

pytestmark = pytest.mark.django_db


@pytest.fixture
def prison():
    return PrisonFactory(code="EXI", name="Exeter (HMP)")


@pytest.fixture
def officer(prison, client):
    user = user_with_role("safer-custody", prison, name="Alex Officer")
    client.force_login(user)
    return user


@pytest.fixture
def trigger():
    NeedFactory(slug="gambling", label="Gambling")
    return NeedFactory(slug="recent-death", label="Someone close has died", trigger_order=1)


def put_on_shortlist(client, *pages):
    for page in pages:
        client.post("/acct/EXI/", {"text": "", "add": page.pk})


def test_visitors_sign_in_and_other_prisons_are_not_found(client, prison):
    assert client.get("/acct/EXI/").status_code == 302
    client.force_login(user_with_role("staff", PrisonFactory()))
    for path in ("/acct/EXI/", "/acct/EXI/sheet/"):
        assert client.get(path).status_code == 404
    assert client.post("/acct/EXI/sheet/pdf/").status_code == 404


def test_staff_of_one_prison_come_straight_to_their_review(client, officer):
    assert client.get("/acct/").url == "/acct/EXI/"


def test_somebody_without_a_prison_is_told_whom_to_ask(client):
    client.force_login(user_with_role("lead", OrganisationFactory()))
    assert "voluntary sector coordinator" in client.get("/acct/").content.decode()


def test_each_trigger_says_how_many_services_the_prison_has(client, officer, prison, trigger):
    NeedFactory(slug="debt-in-prison", label="Debt on the wing", trigger_order=2)
    for title in ("One", "Two"):
        service(prison, title=title, needs=[trigger])
    service(PrisonFactory(), title="Elsewhere", needs=[trigger])
    tiles = client.get("/acct/EXI/").context["tiles"]
    assert [(tile["need"].slug, tile["services"]) for tile in tiles] == [("recent-death", 2), ("debt-in-prison", 0)]


def test_shows_the_triggers_and_no_other_need(client, officer, trigger):
    page = client.get("/acct/EXI/").content.decode()
    assert 'href="/acct/EXI/?need=recent-death#results"' in page
    assert "Gambling" not in page
    assert "This does not replace opening an ACCT" in page


def test_shortlist_is_put_in_order_and_cleared_with_buttons(client, officer, prison):
    first, second = service(prison, title="First"), service(prison, title="Second")
    put_on_shortlist(client, first, second)
    client.post("/acct/EXI/", {"text": "", "up": second.pk})
    assert client.session["shortlist"] == {"EXI": [second.pk, first.pk]}
    client.post("/acct/EXI/", {"text": "", "remove": second.pk})
    assert client.session["shortlist"] == {"EXI": [first.pk]}
    client.post("/acct/EXI/", {"text": "", "clear": "1"})
    assert client.session["shortlist"] == {}


def test_sheet_says_what_an_acct_needs_and_no_name(client, officer, prison):
    session = {"weekday": 1, "starts": datetime.time(14), "ends": datetime.time(16), "place": "Chapel"}
    page = service(
        prison,
        title="Sitting with grief",
        summary="Listens after a death.",
        sessions=[session],
        who_can_refer="Any member of staff;Self-referral",
        how_to_refer="Ring first.",
        contact_phone="ext 4411",
        response_days=3,
        typical_wait_weeks=2,
    )
    put_on_shortlist(client, page)
    sheet = client.get("/acct/EXI/sheet/").content.decode()
    for fact in (
        "Exeter (HMP)", "Sitting with grief", "Listens after a death.", "Any member of staff, the person themselves",
        "answer in 3 working days, wait 2 weeks", "2pm to 4pm, Chapel", "Ring first.", "ext 4411",
        "Safer Custody", "This does not replace opening an ACCT", "No personal data is printed",
        "1. Sitting with grief (Helping Hands", ">Owner<", ">By when<", "\n   Owner:", "\n   By when:",
        "If someone is in danger now",
    ):  # fmt: skip
        assert fact in sheet
    assert "Alex Officer" not in sheet


def test_a_contact_never_recorded_by_name_has_no_place_for_a_name_or_a_date(client, officer, prison):
    put_on_shortlist(client, service(prison, title="Listeners", never_by_name=True))
    sheet = client.get("/acct/EXI/sheet/").content.decode()
    assert sheet.count("Never record this contact against a person, here or anywhere else.") == 2
    for place in (">Owner<", ">By when<", ">Done<", "\n   Owner:", "\n   By when:"):
        assert place not in sheet


def test_making_the_sheet_is_counted_once_and_looking_again_is_not(client, officer, prison):
    put_on_shortlist(client, service(prison), service(prison))
    answer = client.post("/acct/EXI/sheet/", follow=True)
    assert answer.redirect_chain == [("/acct/EXI/sheet/", 302)]
    client.get("/acct/EXI/sheet/")
    counted = AuditEvent.objects.filter(event="support-sheet.printed")
    assert [row.details for row in counted] == [{"count": 2, "form": "page"}]


def test_an_empty_shortlist_has_no_sheet(client, officer):
    assert client.get("/acct/EXI/sheet/").url == "/acct/EXI/"
    assert client.post("/acct/EXI/sheet/pdf/").url == "/acct/EXI/"
    assert not AuditEvent.objects.filter(event="support-sheet.printed").exists()


def long_listings(prison, count):
    place = "Education, room twelve, first floor"
    hours = {"starts": datetime.time(9, 30), "ends": datetime.time(11, 30), "place": place}
    times = [{"weekday": day, **hours} for day in range(4)]
    return [
        service(
            prison,
            title=f"Getting through the worst of it together, week by week, number {number}",
            summary="Someone who comes to see you, listens to what has happened and helps you plan. " * 3,
            who_can_refer="Any member of staff;Self-referral;Family;Offender management unit;Healthcare;Chaplaincy",
            how_to_refer="Send a general application with the person’s agreement, or ring us in office hours. " * 6,
            contact_name="Reverend Bartholomew Featherstonehaugh",
            contact_phone="ext 4411 or 01632 960119",
            typical_wait_weeks=6,
            sessions=times,
        )
        for number in range(count)
    ]


@pytest.mark.parametrize(("count", "pages"), [(1, 1), (4, 1), (6, 1), (9, 2)])
def test_six_long_listings_fit_one_side_of_a4(client, officer, prison, count, pages):
    put_on_shortlist(client, *long_listings(prison, count))
    answer = client.post("/acct/EXI/sheet/pdf/")
    assert answer["Content-Type"] == "application/pdf"
    document = PdfReader(io.BytesIO(answer.content))
    assert len(document.pages) == pages
    text = document.pages[0].extract_text()
    assert "If someone is in danger now" in " ".join(text.split())
    assert_black_and_white(answer.content)
    assert ("goes on overleaf" in " ".join(text.split())) == (pages > 1)
    assert AuditEvent.objects.get(event="support-sheet.printed").details == {"count": count, "form": "pdf"}


def test_queries_do_not_grow_with_listings(client, officer, prison, trigger):
    put_on_shortlist(client, service(prison, needs=[trigger]))

    def queries(path: str) -> int:
        with CaptureQueriesContext(connection) as seen:
            assert client.get(path, {"need": "recent-death"}).status_code == 200
        return len(seen)

    more = [service(prison, title=f"Another {number}", needs=[trigger]) for number in range(4)]
    queries("/acct/EXI/")  # brings the index and the lists in memory up to date
    few, sheet = queries("/acct/EXI/"), queries("/acct/EXI/sheet/")
    more += [service(prison, title=f"Yet another {number}", needs=[trigger]) for number in range(45)]
    put_on_shortlist(client, *more[:15])
    queries("/acct/EXI/")
    assert (queries("/acct/EXI/"), queries("/acct/EXI/sheet/")) == (few, sheet)
