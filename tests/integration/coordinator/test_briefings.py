"""Awareness sessions for staff, and the papers made from the directory as it stands."""

import io
from datetime import date, time, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pypdf import PdfReader

from coordinator.actions.briefings import save_briefing
from coordinator.actions.evidence import build_pack, request_pack
from coordinator.measures.registry import Period, measure_for
from coordinator.models import Briefing, ExpectationFramework, InspectionPack
from tests.factories.accounts import user_with_role
from tests.factories.directory import NeedFactory, OrganisationFactory, PrisonFactory, service

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
FACTS = {"place": "B wing", "staff": 7, "about": "The insert and the finder"}


def held(prison, **fields):
    return Briefing.objects.create(prison=prison, **FACTS | {"on": TODAY} | fields)


def listed(prison, title, **fields):
    need = NeedFactory(slug="grief", label="Grief", parent=NeedFactory(slug="loss", label="Loss"))
    return service(prison, title=title, needs=[need], **{"summary": f"About {title}."} | fields)


def text_of(client, name):
    return client.get(f"/coordinator/AAA/briefings/papers/{name}/").content.decode()


def test_only_those_who_coordinate_write(prison):
    for user in (user_with_role("sponsor", prison), user_with_role("coordinator", PrisonFactory(code="BBB"))):
        with pytest.raises(PermissionDenied):
            save_briefing(prison=prison, by=user, on=TODAY, **FACTS)


def test_what_makes_no_sense_is_refused(prison, coordinator):
    for wrong in (
        {"on": TODAY + timedelta(days=1)},
        {"staff": 0},
        {"place": "Officer Watkins and others"},
        {"about": "What Darren Watkins asked for"},
    ):
        with pytest.raises(ValidationError):
            save_briefing(prison=prison, by=coordinator, **{"on": TODAY} | FACTS | wrong)
    with pytest.raises(IntegrityError), transaction.atomic():
        held(prison, staff=0)


def test_writing_and_correcting_on_the_screen(client, prison, coordinator):
    assert "No session is written down yet" in client.get("/coordinator/AAA/briefings/").content.decode()
    typed = FACTS | {"on_day": TODAY.day, "on_month": TODAY.month, "on_year": TODAY.year}
    text = client.post("/coordinator/AAA/briefings/add/", typed | {"staff": "many"}).content.decode()
    assert "There is a problem" in text
    assert "B wing" in text
    client.post("/coordinator/AAA/briefings/add/", typed)
    made = Briefing.objects.get()
    client.post(f"/coordinator/AAA/briefings/{made.pk}/", typed | {"staff": "9"})
    made.refresh_from_db()
    assert (made.staff, made.by) == (9, coordinator)
    assert "1 session, 9 members of staff" in client.get("/coordinator/AAA/briefings/").content.decode()


def test_the_measures_count_the_period_alone_and_the_pack_quotes_it(prison, coordinator):
    held(prison, on=date(2026, 1, 1), staff=3)
    held(prison, on=date(2026, 3, 31), staff=4, about="How to refer")
    held(prison, on=date(2026, 4, 1), staff=50)
    held(PrisonFactory(code="BBB"), on=date(2026, 2, 1), staff=50)
    period = Period(date(2026, 1, 1), date(2026, 3, 31))
    counted = {code: measure_for(code).tally(prison.code, period).hits for code in ("briefings", "staff-briefed")}
    assert counted == {"briefings": 2, "staff-briefed": 7}
    framework = ExpectationFramework.objects.get(slug="hmip-men-clinks")
    pack = request_pack(prison=prison, framework=framework, first=period.first, last=period.last, by=coordinator)
    build_pack(key=pack.pk)
    indicators = InspectionPack.objects.get().content["indicators"]
    quoted = [row for each in indicators if "briefings" in each["measures"] for row in each["entries"]]
    assert [row[1] for row in quoted] == [
        "The insert and the finder (B wing, 3 staff).",
        "How to refer (B wing, 4 staff).",
    ]


def test_the_papers_show_what_takes_people_today_and_nothing_that_is_for_staff(client, prison, coordinator):
    hours = {"weekday": 0, "starts": time(10, 15), "ends": time(11), "place": "Cedar room"}
    listed(
        prison,
        "Grief group",
        organisation=OrganisationFactory(name="Quiet Hands"),
        contact_name="Robin Contact",
        contact_phone="ext 4711",
        staff_notes="Only for staff",
        who_can_refer="Any officer",
        sessions=[hours],
    )
    listed(prison, "Closed group", availability="closed")
    listed(prison, "Paused group", availability="paused")
    listed(prison, "Old group", reviewed_on=TODAY - timedelta(days=900), review_due_on=TODAY - timedelta(days=700))
    listed(PrisonFactory(code="BBB"), "Elsewhere group")
    for name in ("poster", "wing-sheet"):
        text = text_of(client, name)
        assert "About Grief group." in text, name
        assert "This does not replace opening an ACCT" in text, name
        assert "data:image/svg+xml" in text, name
        for hidden in ("Closed group", "Paused group", "Old group", "Elsewhere group"):
            assert hidden not in text, (name, hidden)
        for private in ("Robin", "4711", "Only for staff", "Cedar room", "10:15"):
            assert private not in text, (name, private)
    listed(prison, "Brand new group")
    assert "Brand new group" in text_of(client, "poster"), "made anew each time"
    assert client.get("/coordinator/AAA/briefings/papers/other/").status_code == 404


def test_a_contact_that_is_never_recorded_is_asked_for_without_a_name(client, prison, coordinator):
    listed(prison, "Listeners", never_by_name=True, who_can_refer="Any officer")
    assert "Nobody writes down who asked." in text_of(client, "wing-sheet")


def test_an_empty_directory_is_said(client, prison, coordinator):
    for name in ("poster", "wing-sheet"):
        assert "No service is listed yet" in text_of(client, name)


def test_the_papers_come_as_pdf_on_a4(client, prison, coordinator):
    listed(prison, "Grief group")
    for name in ("poster", "wing-sheet"):
        response = client.get(f"/coordinator/AAA/briefings/papers/{name}.pdf")
        page = PdfReader(io.BytesIO(response.content)).pages[0]
        assert (round(page.mediabox.width), round(page.mediabox.height)) == (595, 842)
        assert "Grief group" in page.extract_text()


def test_the_lists_have_a_constant_number_of_queries(client, prison, coordinator):
    def queries(path):
        with CaptureQueriesContext(connection) as caught:
            client.get(path)
        return len(caught)

    held(prison)
    listed(prison, "First group")
    paths = [f"/coordinator/AAA/briefings/{path}" for path in ("", "papers/poster/", "papers/wing-sheet/")]
    few = [(queries(path), queries(path))[1] for path in paths]
    for number in range(20):
        held(prison)
        listed(prison, f"Group {number}")
    assert [queries(path) for path in paths] == few
