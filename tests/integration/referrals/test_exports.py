"""Files of milestones: made in the background, without names, for their owner, for a few days."""

import csv
import io
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from core.models import AuditEvent, Notification
from core.retention import run
from referrals.actions.exports import ask_for_export, make_export, restart_exports, take_file
from referrals.enums import Source, Status
from referrals.models import MilestoneExport, NeedOutcome, Referral
from referrals.policies import NotPossible
from tests.factories.accounts import user_with_role
from tests.factories.directory import NeedFactory, service
from tests.factories.referrals import person, referral

pytestmark = pytest.mark.django_db


@pytest.fixture
def page():
    return service(title="=HYPERLINK(evil)")


@pytest.fixture
def lead(page):
    return user_with_role("lead", page.organisation)


@pytest.fixture
def coordinator(page):
    return user_with_role("coordinator", page.prison)


def asked(by, **fields) -> MilestoneExport:
    today = timezone.localdate()
    facts = {"ending": "csv", "sent_from": today - timedelta(days=30), "sent_to": today}
    export = ask_for_export(by=by, **(facts | fields))
    assert make_export(export.pk) == "done"
    export.refresh_from_db()
    return export


def rows(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))


def test_a_file_says_when_what_happened_and_names_nobody(page, lead, coordinator):
    who = person(page.prison, first_name="Zebulon", last_name="Quickthorn", prison_number="A7731ZQ")
    need = NeedFactory(label="Loneliness")
    now = timezone.now()
    made = referral(
        page, status=Status.COMPLETED, person=who, own_words="Zebulon's words", sent_at=now, answered_at=now
    )
    made.needs.set([need])
    NeedOutcome.objects.create(referral=made, need=need, met="met")
    for by, scope in ((lead, {"organisation": page.organisation}), (coordinator, {"prison": page.prison})):
        export = asked(by, **scope)
        content = take_file(export=export, by=by)
        assert b"Zebulon" not in content
        assert b"A7731ZQ" not in content
        [row] = rows(content)
        assert row["reference"] == made.reference
        assert row["outcomes"] == "Loneliness: Met"
        assert row["working days to answer"] == "0"
        assert row["service"] == "'=HYPERLINK(evil)", "a spreadsheet must not run it"


def test_names_are_an_organisation_s_own_choice_and_recorded(page, lead, coordinator):
    made = referral(page, status=Status.SENT, person=person(page.prison, first_name="Zebulon"))
    export = asked(lead, organisation=page.organisation, with_names=True)
    [row] = rows(take_file(export=export, by=lead))
    assert row["first name"] == "Zebulon"
    taken = AuditEvent.objects.get(event="export.taken")
    assert (taken.details["rows"], taken.details["with_names"]) == (1, True)
    assert taken.details["records"] == {"referrals.Referral": [str(made.pk)]}, "whom it names finds the look"
    assert ["prison", page.prison_id] in taken.places, "and the prison, where they are"
    with pytest.raises(NotPossible, match="no names"):
        ask_for_export(
            by=coordinator,
            prison=page.prison,
            ending="csv",
            sent_from=timezone.localdate(),
            sent_to=timezone.localdate(),
            with_names=True,
        )


def test_an_organisation_s_file_does_not_say_that_an_acct_led_to_it(page, lead, coordinator):
    made = referral(page, status=Status.SENT)
    made.source = Source.ACCT_REVIEW
    made.save()
    for with_names in (False, True):
        theirs = take_file(export=asked(lead, organisation=page.organisation, with_names=with_names), by=lead)
        assert b"ACCT" not in theirs
        assert "source" not in rows(theirs)[0]
    [row] = rows(take_file(export=asked(coordinator, prison=page.prison), by=coordinator))
    assert row["source"] == "ACCT review"


def test_the_screen_says_truly_when_names_are_left_out(client, lead, coordinator):
    client.force_login(lead)
    assert "Names are left out unless you tick" in client.get(reverse("referrals:exports")).content.decode()
    client.force_login(coordinator)
    assert "Names are left out." in client.get(reverse("referrals:exports")).content.decode()


def test_a_workbook_opens(page, lead):
    referral(page, status=Status.SENT)
    content = take_file(export=asked(lead, organisation=page.organisation, ending="xlsx"), by=lead)
    sheet = load_workbook(io.BytesIO(content)).worksheets[0]
    assert sheet.title == "Referrals"
    assert sheet.max_row == 2


def test_only_what_was_sent_in_the_days_and_in_scope_is_in_it(page, lead):
    now = timezone.now()
    inside = referral(page, status=Status.SENT)
    referral(page, status=Status.SENT, sent_at=now - timedelta(days=60))
    referral(page)
    referral(service(page.prison), status=Status.SENT)
    assert [
        row["reference"] for row in rows(take_file(export=asked(lead, organisation=page.organisation), by=lead))
    ] == [inside.reference]


def test_nobody_else_takes_it_and_not_after_its_time_or_role(client, page, lead, coordinator):
    export = asked(lead, organisation=page.organisation)
    with pytest.raises(PermissionDenied):
        take_file(export=export, by=coordinator)
    address = reverse("referrals:export_file", args=[export.pk])
    client.force_login(user_with_role("lead", page.organisation))
    assert client.get(address).status_code == 404
    client.force_login(lead)
    answer = client.get(address)
    assert answer.status_code == 200
    assert answer["Content-Disposition"].startswith('attachment; filename="referrals-')
    lead.role_assignments.update(ends_on=timezone.localdate())
    lead.groups.clear()
    assert client.get(address).status_code == 404
    MilestoneExport.objects.update(expires_at=timezone.now())
    run()
    assert not MilestoneExport.objects.exists()


def test_the_screen_leads_from_asking_to_the_file(client, page, lead, django_capture_on_commit_callbacks):
    referral(page, status=Status.SENT)
    client.force_login(lead)
    today = timezone.localdate()
    days = {
        f"{name}_{part}": getattr(day, part)
        for name, day in (("sent_from", today - timedelta(days=9)), ("sent_to", today))
        for part in ("day", "month", "year")
    }
    address = reverse("referrals:exports")
    data = {"whose": str(page.organisation.pk), "ending": "csv", **days}
    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post(address, data)
    words = client.get(answer.url).content.decode()
    assert "1 referral." in words
    assert "Without names." in words
    assert Notification.objects.filter(user=lead, kind="referrals.export-ready").count() == 1
    assert "Files you asked for" in client.get(address).content.decode()
    backwards = data | {"sent_to_year": today.year - 3}
    assert "before the first" in client.post(address, backwards).content.decode()


def test_while_it_is_made_the_page_says_how_far_it_is(client, page, lead):
    export = asked(lead, organisation=page.organisation)
    MilestoneExport.objects.update(state="working", rows_done=200, rows_total=900)
    client.force_login(lead)
    words = client.get(reverse("referrals:export", args=[export.pk])).content.decode()
    assert "200 of 900 referrals." in words
    assert client.get(reverse("referrals:export_file", args=[export.pk])).status_code == 404


def test_making_it_twice_makes_it_once_and_a_dead_worker_s_is_made_again(
    page, lead, django_capture_on_commit_callbacks
):
    referral(page, status=Status.SENT)
    export = asked(lead, organisation=page.organisation)
    assert make_export(export.pk) == "done"
    assert Notification.objects.filter(kind="referrals.export-ready").count() == 1
    MilestoneExport.objects.update(state="working", content=b"", updated_at=timezone.now() - timedelta(minutes=5))
    assert restart_exports() == 0
    MilestoneExport.objects.update(updated_at=timezone.now() - timedelta(minutes=20))
    assert restart_exports() == 1
    export.refresh_from_db()
    assert export.state == "done"
    assert len(rows(bytes(export.content))) == 1


def test_a_file_that_cannot_be_made_says_so(client, page, lead, monkeypatch):
    export = asked(lead, organisation=page.organisation)
    MilestoneExport.objects.update(state="waiting")
    monkeypatch.setattr("referrals.actions.exports.write_file", lambda *args, **kwargs: 1 / 0)
    assert make_export(export.pk) == "failed"
    client.force_login(lead)
    assert "could not be made" in client.get(reverse("referrals:export", args=[export.pk])).content.decode()


def test_a_file_that_names_somebody_counts_as_a_look_though_their_name_is_gone_since(page, lead):
    made = referral(page, status=Status.DECLINED, person=person(page.prison, first_name="Zebulon"))
    old = referral(page, status=Status.COMPLETED, closed_at=timezone.now() - timedelta(days=200))
    Referral.objects.filter(pk=old.pk).update(person=None)
    export = asked(lead, organisation=page.organisation, with_names=True)
    Referral.objects.filter(pk=made.pk).update(person=None)
    later = referral(page, status=Status.SENT, sent_at=timezone.now())
    assert b"Zebulon" in take_file(export=export, by=lead)
    shown = AuditEvent.objects.get(event="export.taken").details["records"]
    assert shown == {"referrals.Referral": [str(made.pk)]}, "neither one that named nobody nor one that came later"
    assert later.pk != made.pk
    nameless = take_file(export=asked(lead, organisation=page.organisation), by=lead)
    assert b"Zebulon" not in nameless
    assert "records" not in AuditEvent.objects.filter(event="export.taken").latest("at").details
