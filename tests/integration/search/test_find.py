"""The finder answers: fit, eligibility, order, reasons, and where to turn when there is nothing."""

import datetime
import io

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.management import call_command
from django.db import OperationalError
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from structlog.testing import capture_logs

from directory.enums import Availability, ContactFunction
from directory.models import (
    DeliveryMode,
    Organisation,
    PrisonContact,
    ServicePage,
)
from search import sync
from search.finder import Answer, Query, find
from search.meaning import model
from search.models import IndexRow, RankingWeights
from tests.factories.accounts import user_with_role
from tests.factories.directory import PrisonFactory, service, session_in

pytestmark = pytest.mark.django_db
PUBLIC = AnonymousUser()


def titles(answer: Answer) -> list[str]:
    return [hit.page.title for hit in answer.hits]


def ask(prison, text="", *, user=PUBLIC, **fields) -> Answer:
    return find(Query(prison, text, **fields), user=user)


# --- Fit --------------------------------------------------------------------------------------------------


def test_a_ticked_need_finds_the_services_of_that_prison_only(prison, needs):
    service(prison, title="Here", needs=[needs["recent-death"]])
    service(PrisonFactory(), title="Elsewhere", needs=[needs["recent-death"]])
    service(prison, title="Other", needs=[needs["drug-use"]])
    answer = ask(prison, needs=("recent-death",))
    assert titles(answer) == ["Here"]
    assert [(need.slug, need.by) for need in answer.needs] == [("recent-death", "hand")]


def test_slang_finds_what_the_need_is_tagged_with_and_says_why_in_our_words(prison, needs):
    service(prison, title="Chaplain", needs=[needs["recent-death"]])
    answer = ask(prison, "He just lost his mum")
    assert titles(answer) == ["Chaplain"]
    assert answer.hits[0].why == ("For someone close has died",)
    assert "mum" not in "".join(answer.hits[0].why)


def test_the_need_itself_stands_before_its_heading(prison, needs):
    service(prison, title="A general bereavement service", needs=[needs["bereavement"]])
    service(prison, title="Zoe's funeral help", needs=[needs["funeral"]])
    assert titles(ask(prison, needs=("funeral",))) == ["Zoe's funeral help", "A general bereavement service"]


def test_a_heading_finds_the_needs_under_it(prison, needs):
    service(prison, title="Funerals", needs=[needs["funeral"]])
    assert titles(ask(prison, "bereavement")) == ["Funerals"]


def test_with_two_needs_the_best_service_for_each_comes_first(prison, needs):
    for number in range(3):
        service(prison, title=f"Grief {number}", needs=[needs["recent-death"]])
    service(prison, title="Debt", needs=[needs["debt-in-prison"]], availability=Availability.WAITING_LIST)
    assert set(titles(ask(prison, "lost his mum and double bubble"))[:2]) == {"Grief 0", "Debt"}


def test_what_is_ruled_out_is_not_looked_for(prison, needs):
    service(prison, title="Heroin", needs=[needs["drug-use"]])
    service(prison, title="Grief", needs=[needs["recent-death"]])
    answer = ask(prison, "bereaved, not using")
    assert titles(answer) == ["Grief"]
    assert {need.slug: need.negated for need in answer.needs} == {"recent-death": False, "drug-use": True}


def test_the_name_of_a_listing_or_organisation_finds_it_even_misspelt(prison, needs):
    organisation = Organisation.objects.create(name="Crescent Lamp Volunteers")
    service(prison, title="Friday prayers", organisation=organisation)
    service(prison, title="Walking football")
    assert titles(ask(prison, "cresent lamp"))[:1] == ["Friday prayers"]
    assert titles(ask(prison, "walking footbal"))[:1] == ["Walking football"]


def test_an_empty_question_lists_all_services_in_a_settled_order(prison, needs):
    for title in ("Beta", "alpha", "Gamma"):
        service(prison, title=title)
    assert titles(ask(prison)) == ["alpha", "Beta", "Gamma"]


def test_pages_of_results_follow_each_other_without_gap_or_repeat(prison, needs):
    for number in range(7):
        service(prison, title=f"Grief {number}", needs=[needs["recent-death"]])
    pages = [ask(prison, "bereaved", limit=3, offset=offset) for offset in (0, 3, 6)]
    assert [title for page in pages for title in titles(page)] == [f"Grief {number}" for number in range(7)]
    assert {page.total for page in pages} == {7}


# --- Ranking ----------------------------------------------------------------------------------------------


def test_a_listing_not_confirmed_in_time_drops(prison, needs):
    late = timezone.localdate() - datetime.timedelta(days=60)
    service(prison, title="A stale", needs=[needs["recent-death"]], review_due_on=late)
    service(prison, title="B fresh", needs=[needs["recent-death"]])
    answer = ask(prison, "bereaved")
    assert titles(answer) == ["B fresh", "A stale"]
    assert "Not confirmed lately: ring first" in answer.hits[1].why


def test_open_services_stand_before_waiting_lists_and_say_how_long(prison, needs):
    waiting = {"availability": Availability.WAITING_LIST, "typical_wait_weeks": 3}
    service(prison, title="A waiting", needs=[needs["recent-death"]], **waiting)
    service(prison, title="B open", needs=[needs["recent-death"]])
    hits = ask(prison, "bereaved").hits
    assert [(hit.page.title, hit.wait) for hit in hits] == [
        ("B open", "Open now"),
        ("A waiting", "Waiting list, about 3 weeks"),
    ]


def test_weights_are_data_and_take_effect_at_once(prison, needs):
    waiting = {"availability": Availability.WAITING_LIST, "typical_wait_weeks": 3}
    service(prison, title="Exact but full", needs=[needs["funeral"]], **waiting)
    service(prison, title="General and open", needs=[needs["bereavement"]])
    assert titles(ask(prison, needs=("funeral",)))[0] == "Exact but full"
    weights = RankingWeights.load()
    weights.fit, weights.availability = 5, 100
    weights.save()
    assert titles(ask(prison, needs=("funeral",)))[0] == "General and open"


def test_the_score_is_the_sum_of_its_parts(prison, needs):
    service(prison, needs=[needs["recent-death"]])
    [hit] = ask(prison, "bereaved").hits
    assert set(hit.parts) == {"fit", "suits", "availability", "freshness", "soon", "replies"}
    assert hit.score == pytest.approx(sum(hit.parts.values()))
    assert 0 < hit.score <= 100


# --- Nothing found ----------------------------------------------------------------------------------------


def test_nothing_found_offers_near_needs_helplines_and_for_staff_the_contacts(prison, needs):
    service(prison, title="Grief", needs=[needs["recent-death"]])
    helpline = Organisation.objects.create(name="Grief line", is_helpline=True, in_catalogue=True)
    helpline.needs.add(needs["funeral"])
    Organisation.objects.create(name="General line", is_helpline=True, in_catalogue=True)
    Organisation.objects.create(name="Not a line", in_catalogue=True)
    for function in (ContactFunction.GATE, ContactFunction.CHAPLAINCY, ContactFunction.SAFER_CUSTODY):
        PrisonContact.objects.create(prison=prison, function=function, phone="5100")
    answer = ask(prison, needs=("debt-in-prison",), user=user_with_role("staff", prison))
    assert answer.is_empty
    assert [line.name for line in answer.helplines] == ["General line", "Grief line"]
    assert [contact.function for contact in answer.contacts] == ["safer-custody", "chaplaincy"]
    answer = ask(prison, needs=("funeral",))
    assert [need.slug for need in answer.nearest_needs] == ["recent-death"]
    assert answer.contacts == ()


def test_helplines_for_the_need_come_first(prison, needs):
    Organisation.objects.create(name="A general line", is_helpline=True, in_catalogue=True)
    about = Organisation.objects.create(name="Z debt letters", in_catalogue=True)
    about.needs.add(needs["debt-in-prison"])
    about.delivery_modes.add(DeliveryMode.objects.create(slug="postal", label="Postal"))
    answer = ask(prison, needs=("debt-in-prison",))
    assert [line.name for line in answer.helplines] == ["Z debt letters", "A general line"]


# --- Visibility and the index -----------------------------------------------------------------------------


def test_a_stale_index_row_can_hide_but_not_reveal(prison, needs):
    page = service(prison, title="Hidden", needs=[needs["recent-death"]])
    assert titles(ask(prison, "bereaved")) == ["Hidden"]
    ServicePage.objects.filter(pk=page.pk).update(live=False)  # no signal: the index row stays
    answer = ask(prison, "bereaved")
    assert (titles(answer), answer.total, answer.not_suitable) == ([], 0, 0)


def test_changes_of_a_page_and_its_children_are_found_at_once(prison, needs):
    page = service(prison, title="Moves", needs=[needs["recent-death"]])
    assert titles(ask(prison, "bereaved")) == ["Moves"]
    page.needs = [needs["debt-in-prison"]]
    page.title = "Moved on"
    page.save_revision().publish()
    assert titles(ask(prison, "bereaved")) == []
    assert titles(ask(prison, "double bubble")) == ["Moved on"]
    page.delete()
    assert titles(ask(prison, "double bubble")) == []


def test_a_renamed_organisation_is_found_by_its_new_name(prison, needs):
    page = service(prison, title="Visits", organisation=Organisation.objects.create(name="Oldname Trust"))
    assert titles(ask(prison, "oldname")) == ["Visits"]
    page.organisation.name = "Brightwater Trust"
    page.organisation.save()
    assert titles(ask(prison, "brightwater")) == ["Visits"]


@pytest.mark.django_db(transaction=True)
def test_a_committed_change_is_in_the_index_without_a_search(prison, needs):
    page = service(prison, title="Committed", needs=[needs["recent-death"]])
    assert IndexRow.objects.get(page=page).needs == " recent-death "


def test_rebuild_mends_whatever_went_wrong(prison, needs):
    page = service(prison, title="Kept", needs=[needs["recent-death"]])
    gone = service(prison, title="Gone", needs=[needs["recent-death"]])
    sync.flush()
    stale = service(prison, title="Stale", needs=[needs["recent-death"]])
    right = service(prison, title="Right", sessions=[session_in(1)], modes=[DeliveryMode.objects.create(slug="postal")])
    sync.flush()
    IndexRow.objects.filter(page=page).delete()
    ServicePage.objects.filter(pk=gone.pk).update(live=False)
    IndexRow.objects.filter(page=stale).update(facts={"needs": ["funeral"]}, title="Old")
    assert rebuilt() == "3 live listings are in the finder's index; 3 rows were mended.\n"
    assert rebuilt() == "3 live listings are in the finder's index; 0 rows were mended.\n"
    assert IndexRow.objects.get(page=stale).title == "Stale"
    assert {row.page_id for row in IndexRow.objects.filter(prison=prison)} == {page.pk, stale.pk, right.pk}


def rebuilt() -> str:
    out = io.StringIO()
    call_command("search_rebuild", stdout=out)
    return out.getvalue()


def test_what_could_not_be_written_is_written_by_the_next_search_and_fails_none(prison, needs, monkeypatch):
    """The database may be busy at the moment of a commit: SQLite has one writer at a time."""
    page = service(prison, title="Grief", needs=[needs["recent-death"]])
    sync.flush()
    page.title = "Loss"
    page.save()
    with monkeypatch.context() as busy, capture_logs() as logged:
        busy.setattr(sync, "_write", locked)
        assert len(ask(prison, "bereaved").hits) == 1
        assert IndexRow.objects.get(page=page).title == "Grief"
    assert [line["event"] for line in logged] == ["search.index_waits"]
    ask(prison, "bereaved")
    assert IndexRow.objects.get(page=page).title == "Loss"


def locked(ids: list[int]) -> int:
    raise OperationalError("database is locked")


# --- Cost and robustness ----------------------------------------------------------------------------------


def test_the_number_of_queries_does_not_grow_with_the_listings(prison, needs, django_assert_max_num_queries):
    officer = user_with_role("staff", prison)
    service(prison, title="First", needs=[needs["recent-death"]], sessions=[session_in(1)])
    ask(prison, "bereaved")

    def counted() -> int:
        sync.flush()
        person = type(officer).objects.get(pk=officer.pk)
        with django_assert_max_num_queries(12) as context:
            answer = ask(prison, "bereaved", user=person)
            for hit in answer.hits:
                list(hit.page.needs.all()), list(hit.page.groups.all()), list(hit.page.delivery_modes.all())
                list(hit.page.sessions.all()), list(hit.page.exclusions.all()), hit.page.organisation.name
        return len(context)

    counted()
    for number in range(2):
        service(prison, title=f"Few {number}", needs=[needs["recent-death"]], sessions=[session_in(1)])
    few = counted()
    for number in range(47):
        service(prison, title=f"More {number}", needs=[needs["recent-death"]], sessions=[session_in(1)])
    assert counted() == few <= 9


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(text=st.text(max_size=600), needs=st.lists(st.text(max_size=20), max_size=3), when=st.text(max_size=9))
def test_no_text_is_an_error(hypothesis_prison, text, needs, when):
    answer = ask(hypothesis_prison, text, needs=tuple(needs), when=when, without=tuple(needs), modes=tuple(needs))
    assert answer.total >= 0


@pytest.fixture
def hypothesis_prison(prison, needs, groups):
    service(prison, title="Grief", needs=[needs["recent-death"]], groups=[groups["veterans"]])
    return prison


# --- Without the model ------------------------------------------------------------------------------------

SENTENCE = "sits holding a picture of the aunt who raised him and says nothing"


@pytest.fixture
def without_the_model(monkeypatch):
    """Let the model's package be missing, as after `uv sync --no-group meaning`."""
    monkeypatch.setattr(model, "PACKAGE", "not_installed_here")
    model._session.cache_clear()
    yield
    model._session.cache_clear()


def test_without_the_model_words_alone_find_and_guess(prison, needs, without_the_model):
    service(prison, title="Grief group", needs=[needs["recent-death"]])
    assert titles(ask(prison, "lost his mum")) == ["Grief group"]
    guessed = ask(prison, SENTENCE)
    assert titles(guessed) == ["Grief group"]
    assert "recent-death" in [need.slug for need, _ in guessed.guesses]
