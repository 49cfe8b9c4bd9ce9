"""The finder learns from use without watching people: counts, and words that nobody can be told from."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import Http404
from django.urls import reverse
from django.utils import timezone

from core.retention import all_rules
from directory.enums import Availability
from directory.models import ListingStatus, NeedSynonym
from search import actions, hearing
from search.finder import Query, find
from search.models import FinderUse, HeardMeaning, HeardState, HeardWord, LearningSettings, RankingWeights, UseKind
from search.vocabulary import current
from tests.factories.accounts import user_with_role
from tests.factories.directory import service

pytestmark = pytest.mark.django_db


def answer_to(prison, text):
    return find(Query(prison, text), user=AnonymousUser())


def hear_on(days: int, prison, text: str) -> None:
    """Hear the same failed search on so many days, ending yesterday."""
    for _ in range(days):
        actions.hear(text=text, answer=answer_to(prison, text))
        HeardWord.objects.update(last_day=timezone.localdate() - timedelta(days=1))


# --- What may be heard ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "heard"),
    [
        ("he is clucked frazzled again", ["clucked", "frazzled", "clucked frazzled"]),
        ("Snozzled", []),
        ("SNOZZLED AGAIN", []),
        ("A1234BC frazzled", ["frazzled"]),
        ("frazzled07 cell b2-14 07700900123", []),
        ("mohammed and darren went frazzled", ["frazzled"]),
        ("mr frazzle went", []),
        ("officer frazzle went", []),
        ("spoke to mr. frazzle", []),
        ("someone@example.org", []),
        ("frazzled frazzling frazzle", ["frazzled"]),
        ("heroin and bereaved", []),
        ("got his jam door knocked back", ["jam", "jam door", "door knocked"]),
        ("jam, door", ["jam"]),
        ("jam and door", ["jam"]),
        ("jam Door", ["jam"]),
        ("jam 4 door", ["jam"]),
        ("darren jam mohammed", ["jam"]),
        ("mr jam door", []),
        ("bereaved door", []),
        ("zz", []),
        ("blorped by the wizzle", []),
        ("a" * 40, []),
        ("", []),
    ],
)
def test_only_unknown_words_that_look_like_no_name_or_number_are_heard(needs, typed, heard):
    assert hearing.may_be_heard(typed, current()) == heard


NAMES = "kowalski nguyen obrien osman okafor szymon tariq delroy gallagher osmans nguyens grace baker rosy chinedu"


@pytest.mark.parametrize("name", NAMES.split())
def test_a_name_in_small_letters_is_never_heard(needs, name):
    assert hearing.may_be_heard(f"{name} is frazzled", current()) == ["frazzled"]
    assert hearing.may_be_heard(name, current()) == []


def test_at_most_five_words_and_three_pairs_of_one_search_are_heard(needs):
    heard = hearing.may_be_heard("frazzle gargle waffle scrabble grapple dazzle haggle", current())
    assert [" " in words for words in heard] == [False] * 5 + [True] * 3


def test_a_search_that_recognised_a_need_and_found_a_service_teaches_nothing(prison, needs):
    service(prison, title="Grief", needs=[needs["recent-death"]])
    actions.hear(text="bereaved and frazzled", answer=answer_to(prison, "bereaved and frazzled"))
    assert not HeardWord.objects.exists()


# --- When it may be read ----------------------------------------------------------------------------------


def test_a_word_cannot_be_read_before_it_came_on_enough_days(prison, needs):
    hear_on(4, prison, "being frazzled")
    heard = HeardWord.objects.get()
    assert (heard.word, heard.days) == ("", 4)
    assert "frazz" not in heard.digest
    hear_on(1, prison, "frazzling now")
    heard.refresh_from_db()
    assert (heard.word, heard.days) == ("frazzling", 5)


def test_many_searches_on_one_day_count_once(prison, needs):
    for _ in range(9):
        actions.hear(text="frazzled", answer=answer_to(prison, "frazzled"))
    assert HeardWord.objects.get().days == 1


def test_how_many_days_is_a_setting(prison, needs):
    LearningSettings.objects.update_or_create(pk=1, defaults={"days_before_shown": 2})
    hear_on(2, prison, "frazzled")
    assert HeardWord.objects.get().word == "frazzled"


def test_words_hold_nothing_that_leads_back_to_a_person_or_a_prison():
    assert {field.name for field in HeardWord._meta.fields} == {"id", "digest", "word", "days", "last_day", "state"}
    assert {field.name for field in FinderUse._meta.fields} == {"id", "day", "kind", "key", "count"}


def test_a_word_that_does_not_come_again_is_forgotten_by_retention(prison, needs):
    hear_on(5, prison, "frazzled")
    rule = next(rule for rule in all_rules() if rule.code == "search.words")
    HeardWord.objects.update(last_day=timezone.localdate() - timedelta(days=91))
    due = rule.due(timezone.now() - timedelta(days=rule.days()))
    assert due.count() == 1
    HeardWord.objects.update(state=HeardState.IGNORED)
    assert not rule.due(timezone.now() - timedelta(days=rule.days())).exists()


def test_two_words_that_stood_together_can_be_taught(prison, needs):
    service(prison, title="Waiting for parole", needs=[needs["funeral"]])
    hear_on(5, prison, "his jam door")
    heard = HeardWord.objects.get(word="jam door")
    assert heard.digest == hearing.digest_of("jam doors") != hearing.digest_of("door jam")
    actions.accept_word(word=heard, need=needs["funeral"], by=user_with_role("administrator", None))
    assert [hit.page.title for hit in answer_to(prison, "jam doors").hits] == ["Waiting for parole"]


# --- Deciding ---------------------------------------------------------------------------------------------


def test_an_accepted_word_finds_the_need_from_then_on(prison, needs):
    service(prison, title="Spice group", needs=[needs["synthetic-drugs"]])
    hear_on(5, prison, "frazzled")
    actions.accept_word(
        word=HeardWord.objects.get(), need=needs["synthetic-drugs"], by=user_with_role("administrator", None)
    )
    assert NeedSynonym.objects.filter(words="frazzled", need=needs["synthetic-drugs"]).exists()
    assert [hit.page.title for hit in answer_to(prison, "frazzling").hits] == ["Spice group"]


def test_an_ignored_word_is_neither_kept_nor_suggested_again(prison, needs):
    hear_on(5, prison, "frazzled")
    actions.ignore_word(word=HeardWord.objects.get(), by=user_with_role("administrator", None))
    hear_on(5, prison, "frazzled")
    heard = HeardWord.objects.get()
    assert (heard.word, heard.state) == ("", HeardState.IGNORED)


@pytest.mark.parametrize("first", ["accept", "ignore"])
@pytest.mark.parametrize("second", ["accept", "ignore"])
def test_of_two_administrators_the_second_is_told_that_it_was_decided(client, prison, needs, first, second):
    hear_on(5, prison, "frazzled")
    word = HeardWord.objects.get()
    client.force_login(user_with_role("administrator", None))
    url = reverse("search:learning")
    asked = {"accept": {"word": word.pk, "need": "funeral"}, "ignore": {"word": word.pk, "ignore": "1"}}
    client.post(url, asked[first])
    said = client.post(url, asked[second] | {"need": "recent-death"}, follow=True).content.decode()
    assert "Somebody has already decided about this word." in said
    assert [found.need.slug for found in NeedSynonym.objects.filter(words__in=["frazzled", ""])] == (
        ["funeral"] if first == "accept" else []
    )
    word.refresh_from_db()
    assert word.state == (HeardState.ACCEPTED if first == "accept" else HeardState.IGNORED)


def test_nobody_else_decides(prison, needs):
    hear_on(5, prison, "frazzled")
    coordinator = user_with_role("coordinator", prison)
    with pytest.raises(Http404):
        actions.ignore_word(word=HeardWord.objects.get(), by=coordinator)
    with pytest.raises(Http404):
        actions.accept_word(word=HeardWord.objects.get(), need=needs["funeral"], by=coordinator)


# --- Screens ----------------------------------------------------------------------------------------------


def test_searching_counts_needs_and_choosing_counts_places(client, prison, needs):
    first = service(prison, title="Alpha grief", needs=[needs["recent-death"]])
    second = service(prison, title="Beta grief", needs=[needs["recent-death"]])
    client.force_login(user_with_role("coordinator", prison))
    url = reverse("search:find", args=[prison.code])
    client.post(url, {"text": "lost his mum"})
    client.post(url, {"need": ["recent-death"], "add": second.pk})
    counted = {(use.kind, use.key): use.count for use in FinderUse.objects.all()}
    assert counted[UseKind.NEED, "recent-death"] == 1
    assert counted[UseKind.CHOSEN, "2"] == 1
    assert (UseKind.CHOSEN, "1") not in counted
    assert first.pk != second.pk


def test_the_screen_lets_an_administrator_accept_and_ignore(client, prison, needs):
    hear_on(5, prison, "frazzled")
    client.force_login(user_with_role("administrator", None))
    url = reverse("search:learning")
    page = client.get(url)
    assert "frazzled" in page.content.decode()
    assert "selected" not in page.content.decode()
    word = HeardWord.objects.get()
    HeardMeaning.objects.create(word=word, need=needs["funeral"], count=2)
    chosen = client.get(url).content.decode()
    assert '<option value="funeral" selected>' in chosen
    assert f"it was mostly looked for next: {needs['funeral'].label}" in chosen
    refused = client.post(url, {"word": word.pk, "need": ""}, follow=True)
    assert "Choose the need" in refused.content.decode()
    client.post(url, {"word": word.pk, "need": "funeral"})
    assert NeedSynonym.objects.filter(words="frazzled", need=needs["funeral"]).exists()
    assert "frazzled" not in client.get(url).content.decode()
    assert client.post(url, {"word": "nothing", "ignore": "1"}).status_code == 404


def test_the_ranking_screen_shows_the_points_of_each_part_and_what_was_read(client, prison, needs):
    service(prison, title="Grief group", needs=[needs["recent-death"]])
    client.force_login(user_with_role("administrator", None))
    url = reverse("search:ranking", args=[prison.code])
    page = client.post(url, {"text": "lost his mum"}).content.decode()
    hit = answer_to(prison, "lost his mum").hits[0]
    assert "1. Grief group" in page
    assert f"{hit.parts['fit']:.1f}" in page
    assert "Someone close has died: by a word, 100%" in page
    assert "Fit (60)" in page
    assert sum(round(value, 4) for value in hit.parts.values()) == pytest.approx(hit.score)
    weights = reverse(RankingWeights.snippet_viewset.get_url_name("edit"), args=[RankingWeights.load().pk])
    assert client.get(weights).status_code == 200
    assert f'href="{weights}"' in page
    client.force_login(user_with_role("coordinator", prison))
    assert client.get(url).status_code == 404


def test_the_ranking_screen_marks_what_was_lifted_and_asks_about_the_person(client, prison, needs):
    for number in range(3):
        service(prison, title=f"Grief {number}", needs=[needs["recent-death"]])
    service(prison, title="Spice", needs=[needs["synthetic-drugs"]], for_men=False)
    slow = service(prison, title="Quiet spice", needs=[needs["synthetic-drugs"]])
    ListingStatus.objects.filter(page=slow).update(availability=Availability.WAITING_LIST, typical_wait_weeks=20)
    client.force_login(user_with_role("administrator", None))
    url = reverse("search:ranking", args=[prison.code])
    rows = client.post(url, {"text": "lost his mum and on spice"}).context["rows"]
    lifted = [row[0][0] for row in rows if row[2][0].startswith("Lifted")]
    assert lifted == ["2. Quiet spice"]
    page = client.post(url, {"text": "lost his mum", "weeks_left": "x"})
    assert "Weeks until release must be a whole number" in page.content.decode()
