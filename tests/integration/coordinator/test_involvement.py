"""The involvement log: who may write, what is refused, what is owed, the sheet and the evidence."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from coordinator.actions.evidence import build_pack, request_pack
from coordinator.actions.involvement import save_involvement, tell_back
from coordinator.actions.worklist import settle_item
from coordinator.desk import desk_for
from coordinator.measures.registry import Period, measure_for
from coordinator.models import ExpectationFramework, InspectionPack, Involvement
from core.models import AuditEvent
from tests.factories.accounts import user_with_role
from tests.factories.directory import PrisonFactory

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
FACTS = {
    "asked": "Which groups would you come to on a Saturday?",
    "route": "wing-rep",
    "said_by": "Six wing representatives",
    "said": "Something with music, and not in the chapel.",
}


def entry(prison, **facts):
    return Involvement.objects.create(prison=prison, **(FACTS | {"on": TODAY} | facts))


def typed(day=TODAY, **facts):
    return FACTS | {"on_day": day.day, "on_month": day.month, "on_year": day.year} | facts


def waiting(user, prison):
    desk = desk_for(user, prison, only="tell-back")
    return [(line.item.title, line.item.urgency, line.buttons) for line in (*desk.morning, *desk.later)]


def test_only_those_who_coordinate_write(prison):
    for role in ("sponsor", "staff"):
        with pytest.raises(PermissionDenied):
            save_involvement(prison=prison, by=user_with_role(role, prison), on=TODAY, **FACTS)
    elsewhere = user_with_role("coordinator", PrisonFactory(code="BBB"))
    made = entry(prison)
    with pytest.raises(PermissionDenied):
        tell_back(entry=made, by=elsewhere)


@pytest.mark.parametrize(
    "words",
    [
        "We asked Tommy Watkins about it.",
        "On the wing Darren said it is too loud.",
        "Ask Mr Quickthorn, he knows.",
        "A1234BC wants it louder.",
    ],
)
def test_a_name_or_a_number_is_refused_at_its_field_and_nothing_typed_is_lost(client, prison, coordinator, words):
    text = client.post("/coordinator/AAA/involvement/add/", typed(said=words)).content.decode()
    assert "There is a problem" in text
    assert 'href="#id_said"' in text
    assert words in text
    assert "Six wing representatives" in text
    assert not Involvement.objects.exists()


@pytest.mark.parametrize(
    "words",
    [
        "Grant money should go to music. Will it? Jan to March would do.",
        "Rooms on A wing are cold, said people at HMP Lewes.",
        "Hope Street was mentioned, and the Governor agreed.",
        "Mark the door so that people find it. Frank answers are welcome.",
    ],
)
def test_everyday_words_are_not_taken_for_names(prison, coordinator, words):
    save_involvement(prison=prison, by=coordinator, on=TODAY, **(FACTS | {"said": words}))
    assert Involvement.objects.get().said == words


def test_people_are_told_back_after_they_were_asked_and_told_what_changed(prison, coordinator):
    for wrong in (
        {"on": TODAY + timedelta(days=1)},
        {"on": TODAY, "told_back_on": TODAY},
        {"on": TODAY, "changed": "A music group", "told_back_on": TODAY - timedelta(days=1)},
    ):
        with pytest.raises(ValidationError):
            save_involvement(prison=prison, by=coordinator, **(FACTS | wrong))
    with pytest.raises(IntegrityError), transaction.atomic():
        entry(prison, told_back_on=TODAY)
    with pytest.raises(IntegrityError), transaction.atomic():
        entry(prison, changed="x", told_back_on=TODAY - timedelta(days=1))


def test_it_waits_on_the_worklist_until_people_are_told(prison, coordinator):
    made = entry(prison, on=TODAY - timedelta(days=40))
    entry(prison, asked="Fresh", on=TODAY, changed="Done")
    entry(prison, asked="Told", changed="Done", told_back_on=TODAY)
    entry(PrisonFactory(code="BBB"), asked="Elsewhere")
    assert waiting(coordinator, prison) == [
        (FACTS["asked"], 2, []),
        ("Fresh", 3, [("told", "They were told today")]),
    ]
    with pytest.raises(ValidationError, match="what changed"):
        settle_item(prison=prison, source="tell-back", key=str(made.pk), action="told", by=coordinator)
    Involvement.objects.filter(pk=made.pk).update(changed="A music group")
    settle_item(prison=prison, source="tell-back", key=str(made.pk), action="told", by=coordinator)
    assert Involvement.objects.get(pk=made.pk).told_back_on == TODAY
    assert [title for title, *_rest in waiting(coordinator, prison)] == ["Fresh"]
    assert AuditEvent.objects.filter(event="involvement.told-back", about_id=str(made.pk)).exists()
    with pytest.raises(ValidationError, match="already"):
        tell_back(entry=made, by=coordinator)


def test_writing_and_changing_on_the_screen(client, prison, coordinator):
    assert "Nothing is written down yet" in client.get("/coordinator/AAA/involvement/").content.decode()
    client.post("/coordinator/AAA/involvement/add/", typed())
    made = Involvement.objects.get()
    assert (made.by, made.on, made.route) == (coordinator, TODAY, "wing-rep")
    path = f"/coordinator/AAA/involvement/{made.pk}/"
    assert "Six wing representatives" in client.get(path).content.decode()
    client.post(path, typed(changed="A music group starts in May"))
    made.refresh_from_db()
    assert made.changed == "A music group starts in May"
    assert Involvement.objects.count() == 1


def test_the_sheet_says_what_was_said_and_done_in_the_period_alone(client, prison, coordinator):
    entry(prison, changed="A music group starts in May")
    entry(prison, asked="Is the library open enough?", said="No")
    entry(prison, asked="Long ago?", changed="x", on=TODAY - timedelta(days=200))
    text = client.get("/coordinator/AAA/involvement/you-said-we-did/?period=90").content.decode()
    assert "A music group starts in May" in text
    assert "We are still working on" in text
    assert "Is the library open enough?" in text
    assert "Long ago?" not in text
    assert "Six wing representatives" not in text, "who said it is not for the wall"
    text = client.get("/coordinator/AAA/involvement/you-said-we-did/?period=365").content.decode()
    assert "Long ago?" in text


def test_the_sponsor_reads_and_changes_nothing(client, prison):
    entry(prison)
    client.force_login(user_with_role("sponsor", prison))
    text = client.get("/coordinator/AAA/involvement/").content.decode()
    assert FACTS["asked"] in text
    assert "Write something down" not in text
    assert client.get("/coordinator/AAA/involvement/add/").status_code == 404


def test_the_measures_count_the_period_alone(prison):
    period = Period(date(2026, 1, 1), date(2026, 3, 31))
    for day, told in (
        (date(2026, 1, 1), date(2026, 3, 31)),
        (date(2026, 3, 31), date(2026, 4, 2)),
        (date(2026, 2, 1), None),
        (date(2026, 2, 2), date(2026, 2, 3)),
        (date(2025, 12, 31), date(2026, 1, 2)),
    ):
        entry(prison, on=day, changed="x", told_back_on=told)
    asked, told = measure_for("people-asked"), measure_for("told-back")
    assert asked.value(asked.tally(prison.code, period)) == 4
    assert told.value(told.tally(prison.code, period)) == 50


def test_the_inspection_pack_quotes_the_log(prison, coordinator):
    entry(prison, changed="A music group", told_back_on=TODAY)
    entry(PrisonFactory(code="BBB"), asked="Elsewhere?")
    framework = ExpectationFramework.objects.get(slug="hmip-men-clinks")
    pack = request_pack(prison=prison, framework=framework, first=TODAY, last=TODAY, by=coordinator)
    build_pack(key=pack.pk)
    indicators = InspectionPack.objects.get().content["indicators"]
    quoted = [row for each in indicators for row in each["entries"]]
    assert len(quoted) == 1
    assert "A music group" in quoted[0][1]
    assert "Elsewhere?" not in str(indicators)


def test_the_lists_have_a_constant_number_of_queries(client, prison, coordinator):
    def queries(path):
        with CaptureQueriesContext(connection) as caught:
            client.get(path)
        return len(caught)

    entry(prison)
    paths = ("involvement/", "working-together/", "worklist/", "involvement/you-said-we-did/")
    few = [queries(f"/coordinator/AAA/{path}") for path in paths for _twice in (1, 2)][1::2]
    for _ in range(50):
        entry(prison, changed="x")
    assert [queries(f"/coordinator/AAA/{path}") for path in paths] == few
