"""What of people who come in waits for the coordinator: by reference, in a fixed number of queries, one click away."""

import datetime

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from core.models import AuditEvent
from core.worklist import Urgency, source_for
from tests.factories import volunteers as make
from tests.factories.accounts import UserFactory, user_with_role
from tests.factories.directory import PrisonFactory
from volunteers import models as m
from volunteers.actions.sessions import cancel_day, everybody_knows, say_known
from volunteers.policies import NotPossible

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)
CODES = [f"volunteers-{code}" for code in ("called-off", "untrained", "ending", "stuck", "undecided", "applications")]


def today():
    return timezone.localdate()


def items(code, user, prison, most=200):
    return list(source_for(f"volunteers-{code}").find(user=user, scope=prison, most=most))


def test_each_source_finds_by_reference_and_names_nobody(client, prison, organisation, coordinator):
    who = make.somebody_waiting_everywhere(prison, organisation)
    client.force_login(coordinator)
    for code in CODES:
        [item] = source_for(code).find(user=coordinator, scope=prison, most=5)
        said = f"{item.title} {item.detail} {item.key}"
        assert not any(name in said for name in ("Quickthorn", "Planted", "Gray", "Una")), said
        assert client.get(item.url).status_code == 200
        if code not in ("volunteers-applications", "volunteers-called-off"):
            assert who.reference in item.title


@pytest.mark.parametrize("code", CODES)
def test_a_source_asks_the_same_for_one_and_for_fifty_and_gives_no_more_than_asked(
    prison, organisation, coordinator, code
):
    source = source_for(code)

    def queries():
        with CaptureQueriesContext(connection) as seen:
            list(source.find(user=coordinator, scope=prison, most=200))
        return len(seen)

    make.somebody_waiting_everywhere(prison, organisation)
    queries()
    one = queries()
    for number in range(1, 12):
        make.somebody_waiting_everywhere(prison, organisation, number)
    assert queries() == one
    assert len(list(source.find(user=coordinator, scope=prison, most=200))) == 12
    assert len(list(source.find(user=coordinator, scope=prison, most=5))) == 5


@pytest.mark.parametrize("code", CODES)
def test_nobody_else_is_shown_anything(prison, organisation, code):
    make.somebody_waiting_everywhere(prison, organisation)
    others = (
        user_with_role("coordinator", PrisonFactory()),
        user_with_role("security", prison),
        user_with_role("gate", prison),
        user_with_role("lead", organisation),
        UserFactory(),
    )
    for user in others:
        assert list(source_for(code).find(user=user, scope=prison, most=5)) == []


@pytest.mark.parametrize(
    ("left", "urgency"),
    [(0, Urgency.TODAY), (7, Urgency.TODAY), (8, Urgency.THIS_WEEK), (30, Urgency.THIS_WEEK), (31, 3), (90, 3)],
)
def test_a_clearance_is_the_more_urgent_the_sooner_it_ends(prison, organisation, coordinator, left, urgency):
    who = make.entrant(prison, organisation)
    make.clearance(who, prison, expires_on=today() + left * DAY)
    [item] = items("ending", coordinator, prison)
    assert (item.urgency, item.due_on, item.actions) == (urgency, today() + left * DAY, ("renew",))


def test_a_clearance_that_ends_late_or_was_renewed_does_not_wait(prison, organisation, coordinator):
    late, renewed = make.entrant(prison, organisation), make.entrant(prison, organisation)
    make.clearance(late, prison, expires_on=today() + 91 * DAY)
    make.clearance(renewed, prison, expires_on=today() + 10 * DAY)
    make.clearance(renewed, prison, expires_on=today() + 2000 * DAY)
    assert items("ending", coordinator, prison) == []


def test_one_click_starts_the_renewal(prison, organisation, coordinator):
    who = make.entrant(prison, organisation)
    held = make.clearance(who, prison, expires_on=today() + 10 * DAY)
    renew = source_for("volunteers-ending").action("renew").run
    assert who.reference in renew(by=coordinator, scope=prison, key=str(held.pk))
    made = who.clearances.get(status="not-started")
    assert (made.level, made.sponsor_prison) == (held.level, prison)
    [item] = items("ending", coordinator, prison)
    assert item.actions == ()
    with pytest.raises(ValidationError, match="already"):
        renew(by=coordinator, scope=prison, key=str(held.pk))
    with pytest.raises(m.Clearance.DoesNotExist):
        renew(by=user_with_role("gate", prison), scope=prison, key=str(held.pk))


def test_a_clearance_is_stuck_after_as_many_days_as_the_settings_say(prison, organisation, coordinator):
    clearance = make.clearance(make.entrant(prison, organisation), prison, "query")
    for days, found in ((42, 0), (43, 1)):
        m.Clearance.objects.filter(pk=clearance.pk).update(status_since=today() - days * DAY)
        assert len(items("stuck", coordinator, prison)) == found
    m.EntrySettings.objects.update_or_create(defaults={"clearance_step_days": 60})
    assert items("stuck", coordinator, prison) == []


@pytest.mark.parametrize(("days", "urgency"), [(5, None), (6, Urgency.THIS_WEEK), (10, 2), (11, Urgency.TODAY)])
def test_an_application_waits_by_the_rules_of_its_stage(prison, organisation, coordinator, days, urgency):
    role = make.position(prison, organisation)
    m.Application.objects.create(
        position=role, first_name="U", last_name="G", email="u@e.org", stage_since=today() - days * DAY
    )
    assert [item.urgency for item in items("applications", coordinator, prison)] == ([urgency] if urgency else [])


def test_a_called_off_session_waits_until_everybody_due_knows(prison, organisation, coordinator):
    user = UserFactory()
    people = [make.ready(prison, organisation, user=user), make.ready(prison, organisation)]
    day = make.session(prison, organisation, people=people)
    with pytest.raises(NotPossible, match="goes ahead"):
        say_known(attendance=day.attendances.get(entrant=people[0]), by=user)
    cancel_day(day=day, barrier="no-escort", by=coordinator)
    [item] = items("called-off", coordinator, prison)
    assert item.urgency == Urgency.NOW
    assert "2 people have" in item.detail
    for by in (UserFactory(), user_with_role("gate", prison), user):
        with pytest.raises(PermissionDenied):
            say_known(attendance=day.attendances.get(entrant=people[1]), by=by)
    say_known(attendance=day.attendances.get(entrant=people[0]), by=user)
    assert "1 person has" in items("called-off", coordinator, prison)[0].detail
    told = source_for("volunteers-called-off").action("told").run
    assert told(by=coordinator, scope=prison, key=str(day.pk)) == "Written down: told 1."
    assert items("called-off", coordinator, prison) == []
    assert everybody_knows(day=day, by=coordinator) == 0
    assert AuditEvent.objects.filter(event="session.known").count() == 2


def test_somebody_says_on_their_own_page_that_they_know(client, prison, organisation, coordinator):
    user = UserFactory()
    day = make.session(prison, organisation, people=[make.ready(prison, organisation, user=user)], on=today() + DAY)
    cancel_day(day=day, barrier="no-escort", by=coordinator)
    client.force_login(user)
    assert "I know" in client.get(reverse("volunteers:mine")).content.decode()
    row = day.attendances.get()
    answer = client.post(reverse("volunteers:i_know", kwargs={"pk": row.pk}), follow=True)
    assert "Thank you for saying so" in answer.content.decode()
    row.refresh_from_db()
    assert row.known_at is not None
    other = make.session(prison, organisation, people=[make.ready(prison, organisation)])
    address = reverse("volunteers:i_know", kwargs={"pk": other.attendances.get().pk})
    assert client.post(address).status_code == 404


def test_an_approval_does_not_end_in_silence(prison, organisation, coordinator):
    """Those of people who work on, of this prison, the first to end first, in a constant number of queries."""
    today = timezone.localdate()
    people = [make.ready(prison, organisation) for _ in range(6)]
    for who, days in zip(people, (90, 7, 91, -1, 30, 30), strict=True):
        make.approve(who, prison, expires_on=today + days * DAY)
    people[5].engagements.update(ends_on=today - DAY)
    make.approve(make.entrant(prison, organisation), PrisonFactory(), expires_on=today)
    found = items("running-out", coordinator, prison)
    assert [item.title for item in found] == [f"Approval of {people[n].reference}" for n in (1, 4, 0)]
    assert [item.urgency for item in found] == [Urgency.TODAY, Urgency.THIS_WEEK, Urgency.WHEN_POSSIBLE]
    assert items("running-out", user_with_role("security", prison), prison) == []

    def queries():
        with CaptureQueriesContext(connection) as seen:
            items("running-out", coordinator, prison)
        return len(seen)

    several = queries()
    m.Approval.objects.filter(entrant__in=[who.pk for who in people[1:]]).update(expires_on=None)
    assert queries() == several
