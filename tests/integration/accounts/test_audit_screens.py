"""Reading what was done: who may, what it says, filters, the file, and that reading is written down."""

import csv
import io
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from core import audit, audit_sentences
from core.audit_sentences import describe, read_out
from core.models import AuditEvent
from tests.factories import volunteers as make
from tests.factories.accounts import user_with_role
from tests.factories.directory import OrganisationFactory, PrisonFactory, service
from tests.factories.referrals import referral

pytestmark = pytest.mark.django_db


@pytest.fixture
def prison():
    return PrisonFactory(code="EXI", name="Exeter")


@pytest.fixture
def coordinator(client, prison):
    user = user_with_role("coordinator", prison, name="Cora Reader")
    client.force_login(user)
    return user


def page(client, scope, **query):
    return client.get(reverse("accounts:audit", kwargs={"kind": scope.scope_kind, "key": scope.scope_key}), query)


def words(answer):
    return [row["words"] for row in answer.context["rows"]]


def test_rows_read_as_sentences_with_who_and_role(client, prison, coordinator):
    officer = user_with_role("staff", prison, name="Omar Officer")
    audit.record("support-sheet.printed", by=officer, scope=prison, count=3)
    text = page(client, prison).content.decode()
    assert "Printed a support actions sheet of 3 services" in text
    assert "Omar Officer" in text
    assert "Prison staff" in text


def test_only_the_scope_s_own_rows_are_shown(client, prison, coordinator):
    elsewhere = PrisonFactory()
    audit.record("insert.published", by=coordinator, scope=elsewhere, number=7)
    audit.record("insert.published", by=coordinator, scope=prison, number=8)
    said = words(page(client, prison))
    assert "Published edition 8 of the ACCT insert" in said
    assert not any("edition 7" in one for one in said)
    assert page(client, elsewhere).status_code == 404


@pytest.mark.parametrize("role", ["staff", "sponsor", "safer-custody", "gate"])
def test_others_of_the_prison_get_not_found(client, prison, role):
    client.force_login(user_with_role(role, prison))
    assert page(client, prison).status_code == 404
    assert client.get(reverse("accounts:audit_choose")).status_code == 404


@pytest.mark.parametrize(("kind", "key"), [("prison", "NIL"), ("planet", "EXI"), ("organisation", "not-a-key")])
def test_what_does_not_exist_is_not_found(client, coordinator, kind, key):
    assert client.get(reverse("accounts:audit", kwargs={"kind": kind, "key": key})).status_code == 404


def test_a_lead_reads_the_organisation_s_and_is_led_there(client):
    organisation = OrganisationFactory()
    client.force_login(user_with_role("lead", organisation))
    audit.record("organisation.review_link", scope=organisation, actor_label="review link")
    answer = client.get(reverse("accounts:audit_choose"), follow=True)
    assert "Sent an organisation a new link to confirm its listings" in words(answer)


def test_filters_by_day_event_and_role(client, prison, coordinator):
    officer = user_with_role("staff", prison)
    old = audit.record("support-sheet.printed", by=officer, scope=prison, count=1)
    AuditEvent.objects.filter(pk=old.pk).update(at=timezone.now() - timedelta(days=10))
    audit.record("support-sheet.printed", by=officer, scope=prison, count=2)
    audit.record("insert.published", by=coordinator, scope=prison, number=8)
    day = timezone.localdate() - timedelta(days=2)
    from_day = {"first_day": day.day, "first_month": day.month, "first_year": day.year}
    assert words(page(client, prison, event="support-sheet.printed", **from_day)) == [
        "Printed a support actions sheet of 2 services"
    ]
    to_day = {name.replace("first", "last"): value for name, value in from_day.items()}
    assert words(page(client, prison, **to_day)) == ["Printed a support actions sheet of 1 services"]
    assert all("Published" not in one for one in words(page(client, prison, role="staff")))
    assert words(page(client, prison, looks="on")) == ["Read the record of what was done here"] * 3
    printed = [f"Printed a support actions sheet of {number} services" for number in (2, 1)]
    assert words(page(client, prison, takes="on")) == printed


def test_a_wrong_day_is_said_and_nothing_typed_is_lost(client, prison, coordinator):
    answer = page(client, prison, first_day="31", first_month="2", first_year="2026")
    text = answer.content.decode()
    assert "“From” must be a real date" in text
    assert words(answer) == []
    assert 'value="31"' in text


def test_reading_and_saving_are_written_down(client, prison, coordinator):
    page(client, prison)
    client.get(reverse("accounts:audit_csv", kwargs={"kind": "prison", "key": "EXI"}))
    events = AuditEvent.objects.filter(actor_id=str(coordinator.pk), scope_key="EXI").values_list("event", flat=True)
    assert [one for one in events if one.startswith("audit.")] == ["audit.read", "audit.exported"]


def test_the_file_has_the_filter_s_rows_and_runs_no_formula(client, prison, coordinator):
    officer = user_with_role("staff", prison, name="=HYPERLINK()")
    audit.record("support-sheet.printed", by=officer, scope=prison, count=2)
    audit.record("insert.published", by=coordinator, scope=prison, number=8)
    url = reverse("accounts:audit_csv", kwargs={"kind": "prison", "key": "EXI"})
    answer = client.get(url, {"event": "support-sheet.printed"})
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert rows[0] == ["When", "What happened", "Who", "Role", "Event"]
    assert len(rows) == 2
    assert rows[1][1:] == [
        "Printed a support actions sheet of 2 services", "'=HYPERLINK()", "Prison staff", "support-sheet.printed"
    ]  # fmt: skip


def test_the_number_of_queries_does_not_grow_with_the_rows(client, prison, coordinator):
    def count():
        with CaptureQueriesContext(connection) as queries:
            page(client, prison)
        return len(queries)

    audit.record("support-sheet.printed", by=user_with_role("staff", prison), scope=prison, count=1)
    page(client, prison)
    few = count()
    for _ in range(49):
        audit.record("support-sheet.printed", by=user_with_role("staff", prison), scope=prison, count=1)
    assert count() == few


def test_an_event_nobody_described_still_reads(monkeypatch):
    monkeypatch.setattr(audit_sentences, "_sentences", {})
    assert read_out(AuditEvent(event="thing.put_off")) == "Thing: put off"
    describe("thing.*", "Did with a thing: {event}")
    describe("thing.put_*", "Put off a thing, {count} times, because {why}", why=str.upper)
    row = AuditEvent(event="thing.put_off", details={"count": 2, "why": "rain", "more": "x"})
    assert read_out(row) == "Put off a thing, 2 times, because RAIN"
    assert read_out(AuditEvent(event="thing.done")) == "Did with a thing: done"
    assert read_out(AuditEvent(event="thing.put_off")) == "Put off a thing,  times, because "


def test_a_referral_shows_in_the_trail_of_its_prison_and_of_its_organisation_once_it_is_sent(client):
    page_here = service()
    prison, organisation = page_here.prison, page_here.organisation
    officer = user_with_role("staff", prison, name="Olga Officer")
    worker = user_with_role("worker", organisation, name="Wim Worker")
    audit.record("referral.started", by=officer, about=referral(page_here, status="draft"), scope=prison)
    sent = referral(page_here, status="sent")
    audit.record("referral.viewed", by=officer, about=sent, scope=prison)
    client.force_login(worker)
    client.get(reverse("referrals:inbox"))
    client.force_login(user_with_role("coordinator", prison))
    said = words(page(client, prison))
    assert {"Started a referral", "Opened a referral"} <= set(said)
    client.force_login(user_with_role("lead", organisation))
    answer = page(client, organisation)
    said = words(answer)
    assert "Opened a referral" in said
    assert any("list" in one for one in said), "what the worker saw of the list"
    assert "Started a referral" not in said
    text = answer.content.decode()
    assert "Wim Worker" in text
    assert "Olga Officer" not in text, "an organisation reads as what prison staff acted, not who they are"
    assert "Prison staff" in text


def test_a_look_at_somebody_who_comes_in_shows_in_every_place_that_knows_them(client):
    prison, second, other = PrisonFactory(), PrisonFactory(), PrisonFactory()
    organisation = OrganisationFactory()
    who = make.entrant(prison, organisation, approval="asked")
    make.approve(who, second)
    lead = user_with_role("lead", organisation, name="Lea Lead")
    client.force_login(lead)
    client.get(reverse("volunteers:person", kwargs={"pk": who.pk}))
    for place, role in ((prison, "coordinator"), (second, "coordinator"), (organisation, "lead")):
        client.force_login(user_with_role(role, place))
        assert "Opened the record of somebody who comes in" in words(page(client, place)), place
    client.force_login(user_with_role("coordinator", other))
    assert "Opened the record of somebody who comes in" not in words(page(client, other))


def test_what_happens_at_the_door_shows_where_the_account_has_a_role(client, prison):
    officer = user_with_role("staff", prison)
    client.post(reverse("account_login"), {"login": officer.email, "password": "wrong wrong wrong"})
    client.force_login(officer)
    client.force_login(user_with_role("coordinator", prison))
    said = words(page(client, prison))
    assert "A sign-in failed: wrong password or unknown address" in said
    assert "Signed in" in said


def test_the_trail_asks_the_same_for_one_row_and_for_fifty_with_further_places(client, prison, coordinator):
    def queries():
        with CaptureQueriesContext(connection) as seen:
            assert page(client, prison).status_code == 200
        return len(seen)

    audit.record("insert.published", by=coordinator, scope=prison, number=1)
    page(client, prison)
    one = queries()
    for number in range(50):
        audit.record("insert.published", by=coordinator, scope=PrisonFactory(), places=[prison], number=number)
    assert queries() == one
