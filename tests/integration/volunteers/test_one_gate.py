"""Screens, the gate list, sessions and files ask one gate: they let in the same people, on the same day in London."""

import datetime as dt
import itertools
import re
from pathlib import Path
from unittest import mock

import pytest
from django.conf import settings
from django.utils import timezone

from tests.factories import volunteers as make
from tests.factories.accounts import user_with_role
from tests.integration.volunteers.screens import text_of, url
from volunteers import models as m
from volunteers.actions.spreadsheets import export_people, import_people
from volunteers.enums import ApprovalStatus, ClearanceStatus
from volunteers.gate.listing import build
from volunteers.gate.people import answers_at

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


@pytest.fixture
def everybody(prison, organisation):
    """Return a person for each clearance status, approval status and training, and those whom the rules let in."""
    roles = {
        kind: make.position(prison, organisation, title=kind, access_types=[kind]) for kind in ("escorted", "set-areas")
    }
    people, let_in = {}, set()
    cells = itertools.product(ClearanceStatus, ApprovalStatus, ("valid", "expired"), roles)
    for number, (status, approval, training, kind) in enumerate(cells):
        facts = {"position": roles[kind], "approval": approval, "access_types": ["set-areas"]}
        who = make.entrant(prison, organisation, last_name=f"N{number}", **facts)
        make.clearance(who, prison, status)
        ends = timezone.localdate() + (DAY if training == "valid" else -DAY)
        for module in make.access(kind).modules.all():
            make.trained(who, module.slug, expires_on=ends)
        people[who.pk] = kind
        # The factory's prison approves long after limits came, so it knows of them.
        if status in ("cleared", "cleared-with-limits") and approval == "approved":
            let_in |= {who.pk} if training == "valid" or kind == "escorted" else set()
    for kind, role in roles.items():
        theirs = m.Entrant.objects.filter(pk__in=[key for key, of in people.items() if of == kind])
        make.session(prison, organisation, position=role, access_type=make.access(kind), people=theirs, title=kind)
    return people, let_in


def test_every_screen_the_list_and_a_file_let_in_the_same_people(client, prison, coordinator, lead, everybody):
    people, let_in = everybody
    assert len(people) == 14 * 6 * 2 * 2
    assert len(let_in) == 2 * 3
    names = {who.name: who.pk for who in m.Entrant.objects.all()}
    references = {who.reference: who.pk for who in m.Entrant.objects.all()}
    listed = build(prison, timezone.localdate())
    assert {references[line.reference] for line in listed.entering} == let_in
    assert {references[line.reference] for line in listed.left_out} == set(people) - let_in
    shown = {key for key, rows in answers_at(prison, people).items() if all(row.answer.may_enter for row in rows)}
    assert shown == let_in
    client.force_login(coordinator)
    on_sessions = set()
    for day in m.SessionDay.objects.all():
        rows = re.split(r"<tr", client.get(url("session", pk=day.pk)).content.decode())
        entering = [row for row in rows if "May enter" in row]
        on_sessions |= {names[re.search(r"(Planted N\d+)</a>", row)[1]] for row in entering}
    assert on_sessions == let_in
    table = [
        client.get(url("people", code=prison.code), {"page": page}) for page in range(1, 1 + -(-len(people) // 50))
    ]
    assert sum(page.content.decode().count("May enter") for page in table) == len(let_in)
    content = export_people(prison=prison, ending="csv", by=coordinator)
    outcome = import_people(prison=prison, content=content, filename="people.csv", by=coordinator)
    assert (outcome.problems, outcome.entering) == ([], len(let_in))


def test_whoever_lets_in_asks_the_gate():
    """The screens, the list, files, overrides and the worklist call the one function; nothing else is to be called."""
    folder = Path(settings.BASE_DIR) / "volunteers"
    asking = {
        str(path.relative_to(folder))
        for path in folder.rglob("*.py")
        if re.search(r"(?<!def )\b(may_enter|what_is_missing|answers_at)\(", path.read_text())
    }
    screens = {f"views/{name}.py" for name in ("mine", "people", "record", "recruitment", "security", "sessions")}
    others = {"actions/gate.py", "actions/spreadsheets.py", "worklist_entry.py"}
    assert asking == {"gate/rules.py", "gate/listing.py", "gate/people.py"} | screens | others


@pytest.mark.parametrize(
    ("moment", "day", "entering"),
    [
        # In summer the day in London ends an hour before the one in UTC.
        ("2026-06-30T22:59:00+00:00", dt.date(2026, 6, 30), True),
        ("2026-06-30T23:01:00+00:00", dt.date(2026, 7, 1), False),
        # The night in which the clocks go forward, and the one in which they go back.
        ("2026-03-28T23:59:00+00:00", dt.date(2026, 3, 28), True),
        ("2026-03-29T00:30:00+00:00", dt.date(2026, 3, 29), False),
        ("2026-03-29T22:59:00+00:00", dt.date(2026, 3, 29), True),
        ("2026-03-29T23:01:00+00:00", dt.date(2026, 3, 30), False),
        ("2026-10-24T22:59:00+00:00", dt.date(2026, 10, 24), True),
        ("2026-10-24T23:01:00+00:00", dt.date(2026, 10, 25), False),
        ("2026-10-25T23:59:00+00:00", dt.date(2026, 10, 25), True),
        ("2026-10-26T00:01:00+00:00", dt.date(2026, 10, 26), False),
    ],
)
def test_the_list_of_today_is_that_of_the_day_in_london(client, prison, organisation, moment, day, entering):
    """The clearance's last day is the day before midnight: the minute after, they are left out."""
    last = day if entering else day - DAY
    who = make.entrant(prison, organisation)
    make.approve(who, prison, person_agreed_on=day - 99 * DAY, asked_on=day - 99 * DAY, decided_on=day - 99 * DAY)
    make.clearance(who, prison, sent_on=day - 200 * DAY, decided_on=day - 150 * DAY, expires_on=last, status_since=day)
    m.Engagement.objects.update(starts_on=day - 300 * DAY)
    make.session(prison, organisation, people=[who], on=day)
    with mock.patch("django.utils.timezone.now", return_value=dt.datetime.fromisoformat(moment)):
        client.force_login(user_with_role("gate", prison))
        text = text_of(client.get(url("gate", code=prison.code)))
    assert f"{day:%A %-d %B %Y}" in text
    assert ("May enter: 1" in text) is entering
    assert ("Expected, but may not enter: 1" in text) is not entering
