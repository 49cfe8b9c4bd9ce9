"""What any backend must do: the same questions, filters, permissions, pages and order on each.

Allowed differences, and no others:

1. Elasticsearch sees a change once it was committed, sent by the task queue, and shown by the next refresh of the
   index (about a second). The database sees it at once, also inside the transaction that makes it.
2. A word joined with its neighbour ("wren post") is looked for in descriptions too by Elasticsearch; the database
   looks for it only when a name has it.
3. When Elasticsearch lacks more than a tenth of a prison's listings it refuses to answer, and the database does.
4. Elasticsearch considers at most 20,000 listings of a prison, and mends spellings by at most 20,000 of its names.
5. While a change is on its way, the counts beside triggers and ways are those of the index.

What the suite says of the person, the times and the asker is in `test_contract_person.py`.
"""

import pytest
from django.contrib.auth.models import AnonymousUser

from directory.enums import Availability
from directory.models import DeliveryMode, Organisation, ServicePage
from search import sync
from search.backends import Offers, Question
from tests.factories.directory import PrisonFactory, service

pytestmark = pytest.mark.django_db


def titles(answer):
    return [hit.page.title for hit in answer.hits]


# --- Words ------------------------------------------------------------------------------------------------


def test_slang_finds_the_listings_of_its_need_in_that_prison_only(prison, needs, ask):
    service(prison, title="Here", needs=[needs["recent-death"]])
    service(PrisonFactory(), title="Elsewhere", needs=[needs["recent-death"]])
    service(prison, title="Another matter", needs=[needs["drug-use"]])
    assert titles(ask(prison, "just lost his mum")) == ["Here"]


@pytest.mark.parametrize("typed", ["cresent lamp", "Crescent", "lamp volunters", "crescentlamp", "crescent-lamp"])
def test_an_organisation_is_found_by_its_name_however_it_is_typed(prison, needs, ask, typed):
    organisation = Organisation.objects.create(name="Crescent Lamp Volunteers")
    service(prison, title="Friday prayers", organisation=organisation)
    for number in range(4):
        service(prison, title=f"Walking football {number}")
    assert titles(ask(prison, typed))[:1] == ["Friday prayers"]


def test_words_run_together_in_a_name_are_found_apart(prison, needs, ask):
    service(prison, title="Letters", organisation=Organisation.objects.create(name="Wrenpost"))
    service(prison, title="Walking football")
    assert titles(ask(prison, "wren post"))[:1] == ["Letters"]


def test_words_of_a_description_find_it_in_any_form_after_names(prison, needs, ask):
    service(prison, title="Allotment", summary="Beekeeping and honey for everybody.")
    service(prison, title="Beekeepers", summary="Meets on Mondays.")
    service(prison, title="Choir", summary="Sings on Mondays.")
    assert titles(ask(prison, "beekeeper")) == ["Beekeepers", "Allotment"]


def test_a_word_that_few_listings_have_counts_more(prison, needs, ask):
    for number in range(6):
        service(prison, title=f"Workshop {number}", summary="Tuesday workshop for everybody.")
    service(prison, title="Pottery", summary="Clay on Fridays.")
    assert titles(ask(prison, "workshop pottery"))[0] == "Pottery"


def test_what_is_ruled_out_is_not_found(prison, needs, ask):
    service(prison, title="Heroin", needs=[needs["drug-use"]])
    service(prison, title="Grief", needs=[needs["recent-death"]])
    assert titles(ask(prison, "bereaved, not using")) == ["Grief"]


def test_words_of_what_is_ruled_out_do_not_find_listings_by_their_names(prison, needs, ask):
    service(prison, title="Debt clinic", needs=[needs["debt-in-prison"]])
    service(prison, title="Grief", needs=[needs["recent-death"]])
    assert titles(ask(prison, "bereaved, not debt")) == ["Grief"]
    assert titles(ask(prison, "debt clinic")) == ["Debt clinic"]


def test_two_needs_are_both_answered_first(prison, needs, ask):
    for number in range(3):
        service(prison, title=f"Grief {number}", needs=[needs["recent-death"]])
    service(prison, title="Debt", needs=[needs["debt-in-prison"]], availability=Availability.WAITING_LIST)
    assert set(titles(ask(prison, "lost his mum and double bubble"))[:2]) == {"Grief 0", "Debt"}


@pytest.mark.parametrize("text", ["", "'\"(){}[]^~*?:\\/ AND OR NOT", "\x00\u202e", "a" * 5000, "zzzz", "-" * 60])
def test_any_text_is_answered(prison, needs, ask, text):
    service(prison, title="Grief", needs=[needs["recent-death"]])
    assert ask(prison, text).total in (0, 1)


# --- Permissions ------------------------------------------------------------------------------------------


def test_a_listing_that_is_no_longer_live_is_never_shown_even_by_an_index_that_is_stale(prison, needs, ask):
    page = service(prison, title="Withdrawn", needs=[needs["recent-death"]])
    service(prison, title="Standing", needs=[needs["recent-death"]])
    assert len(titles(ask(prison, "bereaved"))) == 2
    sync.flush()
    ServicePage.objects.filter(pk=page.pk).update(live=False)
    from search.finder import Query, find

    answer = find(Query(prison, "bereaved"), user=AnonymousUser())
    assert titles(answer) == ["Standing"]
    assert answer.total == 1


def test_a_draft_is_found_by_nobody(prison, needs, ask):
    service(prison, title="Draft", needs=[needs["recent-death"]], live=False)
    assert ask(prison, "bereaved").is_empty


def test_a_closed_prison_shows_nothing_to_the_public(needs, ask):
    closed = PrisonFactory(opened_on=None)
    service(closed, title="Grief", needs=[needs["recent-death"]])
    assert ask(closed, "bereaved").is_empty


# --- Pages and order --------------------------------------------------------------------------------------


def test_pages_follow_each_other_without_gap_or_repeat_in_a_settled_order(prison, needs, ask):
    for number in (3, 1, 6, 0, 5, 2, 4):
        service(prison, title=f"Grief {number}", needs=[needs["recent-death"]])
    pages = [titles(ask(prison, "bereaved", limit=3, offset=offset)) for offset in (0, 3, 6)]
    assert [title for page in pages for title in page] == [f"Grief {number}" for number in range(7)]


def test_an_empty_question_lists_everything_by_title(prison, needs, ask):
    for title in ("Beta", "alpha", "Gamma"):
        service(prison, title=title)
    assert titles(ask(prison)) == ["alpha", "Beta", "Gamma"]


# --- Facets -----------------------------------------------------------------------------------------------


def test_needs_and_ways_are_counted_by_the_prisons_live_listings(prison, needs, ask, backend):
    post, phone = (DeliveryMode.objects.create(slug=slug, label=slug) for slug in ("postal", "telephone"))
    service(prison, title="One", needs=[needs["funeral"], needs["recent-death"]], modes=[post, phone])
    service(prison, title="Two", needs=[needs["funeral"]], modes=[post])
    service(prison, title="Draft", needs=[needs["debt-in-prison"]], modes=[phone], live=False)
    service(PrisonFactory(), title="Elsewhere", needs=[needs["drug-use"]], modes=[phone])
    ask(prison)
    assert backend.offers(prison.pk) == Offers({"funeral": 2, "recent-death": 1}, {"postal": 2, "telephone": 1})


# --- Scores -----------------------------------------------------------------------------------------------


def test_scores_are_shares_and_the_whole_name_scores_one(prison, needs, ask, backend):
    service(prison, title="Walking football", organisation=Organisation.objects.create(name="Wrenpost"))
    service(prison, title="Choir")
    answer = ask(prison, "walking football")
    from search.recognise import recognise
    from search.vocabulary import current

    words = recognise("walking football", current()).words
    found = backend.search(Question(prison.pk, words=words))
    assert [(hit.text, hit.name) for hit in found] == [(1.0, 1.0)]
    assert titles(answer) == ["Walking football"]
