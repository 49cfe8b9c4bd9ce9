"""Applying without an account, stage clocks, and who applies: counted so that no answer is anybody's."""

import datetime
from collections import Counter

import pytest
from django.apps import apps
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.db import connection, models
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from core.models import AuditEvent, OutboxMessage, PrivacySettings
from tests.factories import volunteers as make
from tests.factories.accounts import UserFactory, user_with_role
from tests.factories.directory import OrganisationFactory, PrisonFactory
from tests.integration.volunteers.screens import text_of, url
from volunteers import models as m
from volunteers.actions.diversity import count_answers
from volunteers.actions.recruitment import move_application
from volunteers.diversity import QUESTIONS, shown_counts
from volunteers.pipeline import with_clocks
from volunteers.policies import NotPossible, Overtaken

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)


@pytest.fixture
def role(prison, organisation):
    return make.position(prison, organisation, title="Visits host", is_open=True)


NIA = {"first_name": "Nia", "last_name": "Owen", "email": "nia@example.org", "why": "I can listen."}


def application(role, **fields):
    return m.Application.objects.create(position=role, **(NIA | fields))


def test_anybody_reads_the_adverts_and_applies_without_an_account(client, role, lead):
    assert "Visits host" in text_of(client.get(url("adverts")))
    assert "Past convictions do not bar anybody" in text_of(client.get(url("advert", pk=role.pk)))
    answer = client.post(url("apply", pk=role.pk), NIA, follow=True)
    made = m.Application.objects.get()
    assert f"Your reference is {made.reference}" in text_of(answer)
    assert set(OutboxMessage.objects.values_list("to", flat=True)) == {lead.email, "nia@example.org"}
    assert not any("Owen" in body for body in OutboxMessage.objects.values_list("body", flat=True))


def test_pressing_the_button_twice_applies_once(client, role, lead):
    first, second = (client.post(url("apply", pk=role.pk), NIA, follow=True) for _ in range(2))
    [made] = m.Application.objects.all()
    assert all(f"Your reference is {made.reference}" in text_of(answer) for answer in (first, second))
    assert OutboxMessage.objects.count() == 2
    client.post(url("apply", pk=role.pk), NIA | {"why": "Something else."})
    m.Application.objects.update(closed_on=timezone.localdate())
    client.post(url("apply", pk=role.pk), NIA)
    assert m.Application.objects.count() == 3


def test_a_role_that_is_not_advertised_does_not_exist_for_visitors(client, role):
    m.Position.objects.update(is_open=False)
    for name in ("advert", "apply", "applied"):
        assert client.get(url(name, pk=role.pk)).status_code == 404


def test_convictions_are_refused_beside_the_box_and_nothing_typed_is_lost(client, role):
    answer = client.post(url("apply", pk=role.pk), NIA | {"why": "I was convicted in 2009"})
    assert "Take out “convicted”" in text_of(answer)
    assert "Owen" in text_of(answer)
    assert not m.Application.objects.exists()


def test_a_flood_from_one_computer_is_stopped_and_keeps_nobody_else_out(client, role):
    cache.clear()
    for number in range(10):
        client.post(url("apply", pk=role.pk), NIA | {"first_name": f"Nia{number}"})
    said = text_of(client.post(url("apply", pk=role.pk), NIA))
    assert "Too many applications" in said
    assert "Owen" in said
    for _ in range(100):
        client.post(url("apply", pk=role.pk), NIA)
    assert m.Application.objects.count() == 10
    assert client.post(url("apply", pk=role.pk), NIA, REMOTE_ADDR="192.0.2.7").status_code == 302


def test_a_flood_from_many_computers_is_stopped_at_the_role(client, role):
    cache.clear()
    m.EntrySettings.objects.update_or_create(defaults={"applications_an_hour": 3})
    for number in range(5):
        said = NIA | {"first_name": f"Nia{number}"}
        client.post(url("apply", pk=role.pk), said, REMOTE_ADDR=f"192.0.2.{number}")
    assert m.Application.objects.count() == 3


@pytest.mark.parametrize(("days", "colour"), [(0, "green"), (5, "green"), (6, "yellow"), (10, "yellow"), (11, "red")])
def test_the_clock_of_a_stage_turns_amber_and_red(role, days, colour):
    today = timezone.localdate()
    [row] = with_clocks([application(role, stage_since=today - days * DAY)], today)
    assert (row.colour, row.waits_for) == (colour, "the organisation")


def test_an_application_moves_ends_and_comes_back_and_the_applicant_is_told_each_time(role, lead):
    made = application(role)
    for stage in ("conversation", "references", "left", "conversation"):
        made = move_application(application=made, stage=stage, by=lead)
    assert made.closed_on is None
    assert OutboxMessage.objects.filter(to="nia@example.org").count() == 4
    ended = move_application(application=made, stage="left", by=lead)
    assert ended.closed_on == timezone.localdate()


def test_at_vetting_the_applicant_becomes_somebody_who_comes_in_once(prison, role, lead):
    agreed = timezone.localdate() - 3 * DAY
    made = move_application(application=application(role), stage="vetting", agreed_on=agreed, by=lead)
    made = move_application(application=made, stage="induction", by=lead)
    entrant = m.Entrant.objects.get()
    assert made.entrant == entrant
    assert (entrant.name, entrant.engagements.get().position) == ("Nia Owen", role)
    approval = entrant.approvals.get()
    assert (approval.prison, approval.person_agreed_on) == (prison, agreed)


@pytest.mark.parametrize("stage", ["vetting", "induction", "active"])
def test_nobody_gets_a_record_without_having_agreed_and_no_agreement_is_made_up(client, role, lead, stage):
    made = application(role)
    for agreed_on in (None, timezone.localdate() + DAY):
        with pytest.raises(NotPossible, match="agreed"):
            move_application(application=made, stage=stage, agreed_on=agreed_on, by=lead)
    client.force_login(lead)
    address = url("application", pk=made.pk)
    said = {"seen_stage": "application", "stage": stage}
    assert "Enter the day on which they agreed." in text_of(client.post(address, said))
    assert not m.Entrant.objects.exists()
    day = {"agreed_on_day": 1, "agreed_on_month": 2, "agreed_on_year": 2026}
    assert client.post(address, said | day).status_code == 302
    assert m.Approval.objects.get().person_agreed_on == datetime.date(2026, 2, 1)


def test_who_leaves_the_pipeline_leaves_the_role_and_comes_back_into_it(role, lead):
    made = move_application(application=application(role), stage="active", agreed_on=timezone.localdate(), by=lead)
    work = made.entrant.engagements.get()
    m.Engagement.objects.update(starts_on=timezone.localdate() - 10 * DAY)
    made = move_application(application=made, stage="left", by=lead)
    work.refresh_from_db()
    assert work.ends_on == timezone.localdate()
    assert AuditEvent.objects.filter(event="entrant.engagement-ended").count() == 1
    m.Engagement.objects.update(ends_on=timezone.localdate() - 5 * DAY)
    move_application(application=made, stage="induction", by=lead)
    assert made.entrant.engagements.filter(position=role, ends_on=None).count() == 1


def test_work_that_was_to_begin_later_ends_with_the_application(role, lead):
    made = move_application(application=application(role), stage="vetting", agreed_on=timezone.localdate(), by=lead)
    later = timezone.localdate() + 20 * DAY
    m.Engagement.objects.update(starts_on=later)
    move_application(application=made, stage="left", by=lead)
    assert made.entrant.engagements.get().ends_on == later


def test_only_who_deals_with_the_role_moves_it_and_the_second_is_told(prison, role, lead):
    made = application(role)
    for by in (UserFactory(), user_with_role("security", prison), user_with_role("lead", OrganisationFactory())):
        with pytest.raises(PermissionDenied):
            move_application(application=made, stage="left", by=by)
    move_application(application=made, stage="references", by=lead, seen_stage="application")
    with pytest.raises(Overtaken):
        move_application(application=made, stage="left", by=lead, seen_stage="application")
    with pytest.raises(NotPossible):
        move_application(application=made, stage="nowhere", by=lead)


def test_the_pipeline_is_a_table_and_a_board_and_asks_the_same_for_many(client, prison, role):
    client.force_login(user_with_role("coordinator", prison))
    application(role)
    client.get(url("applications", code="TSF"))

    def queries(address):
        with CaptureQueriesContext(connection) as seen:
            assert client.get(address).status_code == 200
        return len(seen)

    for address in (url("applications", code="TSF"), url("applications", code="TSF") + "?view=board"):
        one = queries(address)
        for number in range(30):
            application(make.position(prison, title=f"Other {number} {address[-5:]}"))
        assert queries(address) == one


def test_the_page_of_an_application_moves_it(client, role, lead):
    made = application(role)
    client.force_login(lead)
    address = url("application", pk=made.pk)
    assert "I can listen." in text_of(client.get(address))
    assert client.post(address, {"seen_stage": "application", "stage": "conversation"}).status_code == 302
    assert "Somebody has moved this" in text_of(client.post(address, {"seen_stage": "application", "stage": "left"}))


# Who applies


ANSWERS = {"age": "under-25", "gender": "woman", "ethnicity": "black", "disability": "yes", "experience": "yes"}


def test_no_column_of_the_tally_could_join_it_to_anybody():
    names = {field.name for field in m.DiversityTally._meta.get_fields()}
    assert names == {"id", "prison", "question", "answer", "count", "shown"}
    assert {field.name for field in m.DiversityBatch._meta.get_fields()} == {"id", "prison", "waiting"}
    for counted in (m.DiversityTally, m.DiversityBatch):
        for field in counted._meta.get_fields():
            assert not isinstance(field, models.DateField | models.TimeField | models.JSONField)
        related = [field.related_model for field in counted._meta.get_fields() if field.is_relation]
        assert related == [type(PrisonFactory())]
        for table in apps.get_models():
            assert not any(field.related_model is counted for field in table._meta.get_fields())


OTHERS = [{"age": "60-plus"}, {"gender": "man", "disability": "no"}, {}, {"ethnicity": "white"}, {"age": "25-39"}]


@pytest.mark.parametrize("place", range(10))
def test_whoever_watches_the_counts_cannot_tell_which_applicant_gave_which_answers(prison, place):
    """Look after every applicant: nothing changes until the tenth, and then the same as in any other order."""
    everybody = [*OTHERS, *OTHERS]
    filled = [answers or {"experience": "no"} for answers in everybody]
    filled.insert(place, ANSWERS)
    seen = []
    for answers in filled[:10]:
        count_answers(prison=prison, answers=answers)
        rows = m.DiversityTally.objects.filter(prison=prison).order_by("question", "answer")
        seen.append(list(rows.values_list("question", "answer", "shown")))
    assert all(set(row[2] for row in rows) == {0} for rows in seen[:9])
    expected = Counter(pair for answers in filled[:10] for pair in answers.items())
    assert {(question, answer): n for question, answer, n in seen[9] if n} == dict(expected)


def test_an_answer_writes_every_row_and_says_nothing_by_which_or_how_many(prison):
    count_answers(prison=prison, answers=ANSWERS)
    shapes = set()
    for answers in (ANSWERS, {"age": "60-plus"}, {"gender": "man"}):
        with CaptureQueriesContext(connection) as seen:
            count_answers(prison=prison, answers=answers)
        written = [query["sql"] for query in seen if query["sql"].startswith(("INSERT", "UPDATE", "DELETE"))]
        conditions = tuple(sql.rsplit("WHERE", 1)[1] for sql in written)
        assert not any("question" in condition or "answer" in condition for condition in conditions)
        shapes.add((len(seen), conditions))
    assert len(shapes) == 1


def test_two_people_leave_the_same_rows_in_whatever_order_they_answer(prison):
    """All rows are there from the first answer on; an answer changes one number and neither key nor order."""
    other = PrisonFactory()
    first, second = ANSWERS, {"age": "60-plus", "gender": "man"}
    for place, order in ((prison, (first, second)), (other, (second, first))):
        for answers in order:
            count_answers(prison=place, answers=answers)

    def rows(place):
        found = m.DiversityTally.objects.filter(prison=place).order_by("pk")
        return list(found.values_list("question", "answer", "count"))

    assert rows(prison) == rows(other)
    assert len(rows(prison)) == sum(len(question.answers) for question in QUESTIONS)


def test_answering_writes_nothing_but_numbers(client, prison, role):
    client.post(url("apply", pk=role.pk), NIA)
    client.post(url("diversity", code="TSF"), {})
    events, mails = AuditEvent.objects.count(), OutboxMessage.objects.count()
    with CaptureQueriesContext(connection) as seen:
        answer = client.post(url("diversity", code="TSF"), ANSWERS)
    assert answer.url == url("diversity_thanks")
    written = [query["sql"] for query in seen if query["sql"].startswith(("INSERT", "UPDATE", "DELETE"))]
    assert [sql.split(" SET ")[0] for sql in written] == [
        'UPDATE "volunteers_diversitytally"',
        'UPDATE "volunteers_diversitybatch"',
    ]
    assert (AuditEvent.objects.count(), OutboxMessage.objects.count()) == (events, mails)
    assert not answer.cookies
    assert "applied" not in answer.url


def test_a_forged_answer_counts_nothing(client, prison):
    client.post(url("diversity", code="TSF"), {"age": "200"})
    assert not m.DiversityTally.objects.exclude(count=0).exists()
    count_answers(prison=prison, answers={"age": "200", "nonsense": "yes"})
    assert not m.DiversityTally.objects.exclude(count=0).exists()


def test_small_numbers_are_hidden_and_cannot_be_had_by_taking_away(prison):
    def tally(**counts):
        m.DiversityTally.objects.all().delete()
        count_answers(prison=prison, answers={})
        for answer, count in counts.items():
            m.DiversityTally.objects.filter(question="gender", answer=answer).update(shown=count)
        return dict(next(rows for question, rows in shown_counts([prison.code]) if question.code == "gender"))

    assert tally(woman=20, man=4, other=0) == {"Woman": None, "Man": None, "In another way": 0}
    assert tally(woman=20, man=4, other=7) == {"Woman": 20, "Man": None, "In another way": None}
    assert tally(woman=20, man=4, other=2) == {"Woman": 20, "Man": None, "In another way": None}
    assert tally(woman=20, man=6, other=0) == {"Woman": 20, "Man": 6, "In another way": 0}
    PrivacySettings.objects.update_or_create(pk=1, defaults={"small_number": 6})
    assert tally(woman=20, man=6, other=0) == {"Woman": None, "Man": None, "In another way": 0}
