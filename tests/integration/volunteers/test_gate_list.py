"""The daily gate list holds only people who may enter, says why others are left out, and every copy is kept a while."""

import csv
import datetime
import io
import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from core.models import AuditEvent
from core.retention import run
from tests.factories import volunteers as make
from tests.factories.accounts import user_with_role
from tests.factories.directory import OrganisationFactory, PrisonFactory
from tests.integration.volunteers.screens import text_of
from volunteers import models as m
from volunteers.enums import Coming
from volunteers.gate.listing import build

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)


@pytest.fixture
def gate(prison):
    return user_with_role("gate", prison, name="Gate officer")


@pytest.fixture
def two_expected(prison, organisation):
    """Return somebody who may enter and somebody who may not, on the same session today."""
    ready = make.ready(prison, organisation, first_name="Nia", last_name="Owen")
    waiting = make.entrant(prison, organisation, first_name="Tom", last_name="Reed", approval="asked")
    make.session(prison, organisation, people=[ready, waiting], escort_by="Chaplaincy")
    return ready, waiting


def url(name, **more):
    return reverse(f"volunteers:{name}", kwargs={"code": "TSF", **more})


def today():
    return timezone.localdate().isoformat()


def test_only_those_who_may_enter_stand_on_it_and_others_with_their_reasons(prison, two_expected):
    listing = build(prison, timezone.localdate())
    assert [line.name for line in listing.entering] == ["Owen, Nia"]
    [left_out] = listing.left_out
    assert left_out.name == "Reed, Tom"
    assert left_out.reasons[0] == "Escorted visitor clearance or higher is needed: none has been started."
    assert any("waited for" in reason for reason in left_out.reasons)


def test_the_same_person_is_on_the_list_up_to_the_last_day_and_not_after(prison, organisation):
    day = timezone.localdate()
    who = make.entrant(prison, organisation, approval="approved")
    make.clearance(who, prison, expires_on=day)
    for on in (day, day + DAY):
        make.session(prison, organisation, on=on, people=[who])
    assert len(build(prison, day).entering) == 1
    tomorrow = build(prison, day + DAY)
    assert not tomorrow.entering
    assert len(tomorrow.left_out) == 1


def test_called_off_sessions_and_people_who_do_not_come_are_not_on_it(prison, organisation):
    who = make.ready(prison, organisation)
    make.session(prison, organisation, people=[who], cancelled_at=timezone.now(), cancelled_for="no-escort")
    off = make.session(prison, organisation, people=[who], title="Another")
    m.Attendance.objects.filter(day=off).update(coming=Coming.NOT_COMING)
    make.session(PrisonFactory(), organisation, people=[who])
    listing = build(prison, timezone.localdate())
    assert (listing.entering, listing.left_out) == ((), ())


def test_an_override_and_an_item_stand_on_it_with_the_manager_s_name(prison, organisation, client, gate):
    security = user_with_role("security", prison, name="Deputy governor")
    who = make.entrant(prison, organisation, approval="approved", last_name="Owen")
    day = timezone.localdate()
    facts = {"entrant": who, "prison": prison, "starts_on": day, "ends_on": day, "approver": security}
    m.GateOverride.objects.create(covers=["clearance:escorted-visitor"], reason="One meeting", **facts)
    m.AuthorisedItem.objects.create(item="Laptop", **facts)
    make.session(prison, organisation, people=[who])
    client.force_login(gate)
    text = text_of(client.get(url("gate")))
    assert "Let in by Deputy governor." in text
    assert "Laptop (approved by Deputy governor)" in text


VETTING = ("learance", "cleared", "waited for", "One meeting", "Tom", "Reed", "Baseline", "query")


@pytest.mark.parametrize("name", ["gate_paper", "gate_csv", "gate_pdf"])
def test_what_leaves_the_screen_says_who_may_enter_and_nothing_of_vetting(
    client, prison, organisation, gate, two_expected, name
):
    """By override too: the manager's name stands there, and neither what is missing nor the reason."""
    security = user_with_role("security", prison, name="Deputy governor")
    who = make.entrant(prison, organisation, approval="approved", first_name="Una", last_name="Gray")
    make.clearance(who, prison, "query")
    day = timezone.localdate()
    facts = {"entrant": who, "prison": prison, "starts_on": day, "ends_on": day, "approver": security}
    m.GateOverride.objects.create(covers=["clearance:escorted-visitor"], reason="One meeting", **facts)
    make.session(prison, organisation, people=[who])
    client.force_login(gate)
    content = client.post(url(name, on=today())).content
    if name == "gate_pdf":
        content = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages).encode()
    text = content.decode()
    assert "Owen" in text
    assert "Gray" in text
    assert "Deputy governor" in text
    assert not [word for word in VETTING if word in text]
    kept = json.dumps(m.GateList.objects.get().content)
    assert not [word for word in (*VETTING, "left_out") if word in kept.replace('"reasons"', "")]


def test_a_gate_reads_that_something_is_missing_and_only_who_deals_with_it_what(
    client, prison, organisation, gate, two_expected
):
    client.force_login(gate)
    text = text_of(client.get(url("gate")))
    assert "The clearance does not cover this entry." in text
    assert "This prison’s approval does not cover this entry." in text
    assert "none has been started" not in text
    for role in ("coordinator", "security"):
        client.force_login(user_with_role(role, prison))
        assert "none has been started" in text_of(client.get(url("gate")))


def test_work_for_another_organisation_opens_no_gate(prison, organisation):
    """Cleared, approved and engaged, but by somebody else than the session is of."""
    other = OrganisationFactory(name="Kind Words")
    role = make.position(prison, organisation, title="Listener")
    who = make.ready(prison, other)
    make.session(prison, other, people=[who], starts=datetime.time(9), ends=datetime.time(10))
    make.session(prison, organisation, people=[who], starts=datetime.time(11), ends=datetime.time(12))
    make.session(prison, organisation, people=[who], position=role, starts=datetime.time(13), ends=datetime.time(14))
    listing = build(prison, timezone.localdate())
    assert [line.organisation for line in listing.entering] == ["Kind Words"]
    assert [line.reasons for line in listing.left_out] == [
        ("They do not work here for Helping Hands.",),
        ("They do not have the role “Listener”.",),
    ]


def test_a_role_in_another_prison_is_work_elsewhere(prison, organisation):
    elsewhere = make.position(PrisonFactory(), organisation)
    who = make.ready(prison, organisation, position=elsewhere)
    make.session(prison, organisation, people=[who])
    assert not build(prison, timezone.localdate()).entering


def test_an_override_covers_what_is_missing_for_the_sessions_they_are_expected_at(prison, organisation, client):
    security = user_with_role("security", prison)
    who = make.ready(prison, OrganisationFactory())
    make.session(prison, organisation, people=[who])
    client.force_login(security)
    day = timezone.localdate()
    parts = {
        f"{name}_{part}": getattr(day, part) for name in ("starts_on", "ends_on") for part in ("day", "month", "year")
    }
    address = url("override", pk=who.pk)
    assert client.post(address, parts | {"reason": "Cover for a colleague"}).status_code == 302
    assert [line.name for line in build(prison, day).entering] == [f"{who.last_name}, {who.first_name}"]


def test_the_screen_is_for_the_gate_and_every_look_is_recorded(client, prison, gate, two_expected):
    client.force_login(gate)
    text = text_of(client.get(url("gate")))
    assert "May enter: 1" in text
    assert "Expected, but may not enter: 1" in text
    [seen] = AuditEvent.objects.filter(event="gate-list.viewed")
    assert (seen.details["entering"], seen.details["left_out"]) == (1, 1)
    for code in ("staff", "sponsor", "safer-custody"):
        client.force_login(user_with_role(code, prison))
        assert client.get(url("gate")).status_code == 404
    client.force_login(user_with_role("gate", PrisonFactory()))
    assert client.get(url("gate")).status_code == 404


def test_the_print_carries_its_handling_line_who_when_and_destroy_after_and_is_frozen(client, gate, two_expected):
    client.force_login(gate)
    text = text_of(client.post(url("gate_paper", on=today())))
    after = timezone.localdate() + DAY
    assert "OFFICIAL-SENSITIVE" in text
    assert "Printed by Gate officer on" in text
    assert f'Destroy after <time datetime="{after.isoformat()}">' in text
    taken = m.GateList.objects.get()
    assert (taken.copy, taken.destroy_after, taken.taken_by) == ("paper", after, gate)
    assert [line["name"] for line in taken.content["entering"]] == ["Owen, Nia"]
    assert AuditEvent.objects.filter(event="gate-list.taken", actor_id=str(gate.pk)).exists()


def test_the_file_holds_those_who_may_enter_and_nobody_else(client, gate, two_expected, prison):
    m.Entrant.objects.filter(last_name="Owen").update(first_name="=cmd()")
    client.force_login(gate)
    answer = client.post(url("gate_csv", on=today()))
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert [row["name"] for row in rows] == ["Owen, =cmd()"]
    assert rows[0]["purpose"] == "Programme"
    assert "Reed" not in answer.content.decode()
    assert m.GateList.objects.get().copy == "csv"


def test_the_pdf_numbers_its_pages_and_repeats_the_handling_line(client, gate, prison, organisation):
    people = [make.ready(prison, organisation) for _ in range(30)]
    make.session(prison, organisation, people=people)
    client.force_login(gate)
    answer = client.post(url("gate_pdf", on=today()))
    pages = PdfReader(io.BytesIO(answer.content)).pages
    assert len(pages) > 1
    for number, page in enumerate(pages, start=1):
        words = " ".join(page.extract_text().split())
        assert f"{number} of {len(pages)}" in words
        assert "OFFICIAL-SENSITIVE" in words


@pytest.mark.parametrize("on", ["yesterday", "2020-01-01", "2999-01-01", "2026-13-01"])
def test_other_days_do_not_exist(client, gate, on):
    client.force_login(gate)
    assert client.get(url("gate_day", on=on)).status_code == 404
    assert client.post(url("gate_csv", on=on)).status_code == 404


def test_a_copy_is_gone_after_ninety_days(client, gate, two_expected):
    client.force_login(gate)
    client.post(url("gate_csv", on=today()))
    run(at=timezone.now() + 90 * DAY - datetime.timedelta(minutes=1))
    assert m.GateList.objects.exists()
    run(at=timezone.now() + 90 * DAY + datetime.timedelta(minutes=1))
    assert not m.GateList.objects.exists()


def test_the_list_asks_the_same_for_one_and_for_fifty(client, gate, prison, organisation):
    role = make.position(prison, organisation, access_types=("set-areas", "radio"), modules=("boundaries",))
    make.session(prison, organisation, people=[make.ready(prison, organisation, position=role)], position=role)
    client.force_login(gate)
    client.get(url("gate"))

    def queries():
        with CaptureQueriesContext(connection) as seen:
            client.get(url("gate"))
        return len(seen)

    one = queries()
    for number in range(49):
        other = make.position(prison, organisation, access_types=("key-holder",), title=f"Other {number}")
        make.session(prison, organisation, people=[make.ready(prison, organisation, position=other)], position=other)
    assert queries() == one
