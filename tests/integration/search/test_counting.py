"""A question is counted once, however it was typed, sent and looked at; and words nobody knew are told what they mean.

Who asked, and in which words, is in nothing that is kept.
"""

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import get_random_string

from search import actions, counting, hearing
from search.models import FinderUse, HeardMeaning, HeardWord, LearningSettings, UnmetSearch
from tests.factories.accounts import user_with_role
from tests.factories.directory import service

pytestmark = pytest.mark.django_db

HTMX = {"HTTP_HX_REQUEST": "true"}


def uses(kind: str) -> dict[str, int]:
    return {use.key: use.count for use in FinderUse.objects.filter(kind=kind)}


@pytest.fixture
def asked(client, prison, needs):
    """Post a question as an officer: whole, as a refresh while typing, or as one that has stood for a while."""
    client.force_login(user_with_role("staff", prison))
    url = reverse("search:find", args=[prison.code])

    def ask(text, how="whole", **fields):
        headers = {} if how == "whole" else HTMX
        return client.post(url, {"text": text, **({"settled": "1"} if how == "settled" else {}), **fields}, **headers)

    return ask


def test_refreshes_while_typing_are_not_counted_and_the_one_that_stands_is_once(asked, prison, needs):
    service(prison, title="Grief", needs=[needs["recent-death"]])
    for typed in ("lost", "lost his", "lost his mum"):
        page = asked(typed, "refresh").content.decode()
        assert 'name="settled"' in page
    assert not FinderUse.objects.exists()
    assert asked("lost his mum", "settled").status_code == 204
    asked("lost his mum", "settled")
    assert 'name="settled"' not in asked("lost his mum").content.decode()
    asked("lost his mum", weeks_left="6")
    asked("just lost his mum")
    assert uses("search") == {"": 1}
    assert uses("need") == {"recent-death": 1}


def test_another_need_another_session_and_a_later_time_count_again(asked, client, prison, needs):
    asked("lost his mum")
    asked("lost his mum and double bubble")
    assert uses("search") == {"": 2}
    assert uses("need") == {"recent-death": 1, "debt-in-prison": 1}
    client.force_login(user_with_role("staff", prison))
    asked("lost his mum")
    assert uses("need") == {"recent-death": 2, "debt-in-prison": 1}
    cache.clear()  # as time does, after the minutes of the setting
    asked("lost his mum")
    assert uses("need") == {"recent-death": 3, "debt-in-prison": 1}


def test_how_many_minutes_is_a_setting(asked, monkeypatch):
    LearningSettings.objects.update_or_create(pk=1, defaults={"counted_again_after_minutes": 3})
    kept = []
    monkeypatch.setattr(counting.cache, "add", lambda key, value, seconds: kept.append(seconds) or True)
    asked("lost his mum")
    assert set(kept) == {180}


def test_visitors_are_told_apart_by_a_cookie_that_is_there_anyway(prison, needs):
    url = reverse("search:find", args=[prison.code])
    one, another = Client(), Client()
    for visitor in (one, another):
        visitor.cookies["csrftoken"] = get_random_string(32)
    for visitor in (one, one, another):
        visitor.post(url, {"text": "lost his mum"})
        assert "sessionid" not in visitor.cookies
    assert uses("search") == {"": 2}
    assert UnmetSearch.objects.get().count == 2


def test_nothing_that_is_kept_between_searches_holds_words_or_needs(asked, monkeypatch):
    kept = []
    keep = {name: getattr(cache, name) for name in ("add", "set")}

    def kept_by(name):
        return lambda key, value, seconds: (
            kept.append(f"{cache.make_key(key)} {value}") or keep[name](key, value, seconds)
        )

    for name in keep:
        monkeypatch.setattr(counting.cache, name, kept_by(name))
    asked("lost his mum and frazzled")
    asked("frazzled")
    assert len(kept) == 5
    assert not any(word in one for one in kept for word in ("lost", "frazz", "death", "find"))


def test_choosing_counts_the_question_and_the_place_once(asked, prison, needs):
    first = service(prison, title="Grief", needs=[needs["recent-death"]])
    asked("lost his mum", "refresh", add=first.pk)
    asked("lost his mum", "refresh", remove=first.pk)
    asked("lost his mum", "refresh", add=first.pk)
    assert uses("search") == {"": 1}
    assert uses("chosen") == {"1": 1}


# --- What a word likely means -----------------------------------------------------------------------------


def likely(word: str) -> str:
    need = HeardWord.objects.get(digest=hearing.digest_of(word)).likely_need(2)
    return need.slug if need else ""


def test_what_the_same_session_looked_for_next_is_what_a_word_likely_means(asked, client, prison, needs):
    for officer in range(2):
        client.force_login(user_with_role("staff", prison))
        asked("frazzled")
        client.get(reverse("search:find", args=[prison.code]), {"need": "synthetic-drugs"})
        asked("lost his mum")
        assert likely("frazzled") == ("synthetic-drugs" if officer else "")
    counted = {meaning.need.slug: meaning.count for meaning in HeardMeaning.objects.all()}
    assert counted == {"synthetic-drugs": 2}
    assert {field.name for field in HeardMeaning._meta.fields} == {"id", "word", "need", "count"}


def test_the_need_of_a_service_that_was_chosen_next_counts_too(asked, client, prison, needs):
    page = service(prison, title="Frazzled club", needs=[needs["funeral"]])
    for _officer in range(2):
        client.force_login(user_with_role("staff", prison))
        asked("frazzled", "refresh", add=page.pk)
    assert likely("frazzled") == "funeral"


def test_what_another_session_looked_for_says_nothing(asked, client, prison):
    for _officer in range(3):
        client.force_login(user_with_role("staff", prison))
        asked("frazzled")
        client.force_login(user_with_role("staff", prison))
        asked("lost his mum")
    assert not HeardMeaning.objects.exists()


def test_a_need_without_a_clear_lead_is_not_likely(needs):
    word = HeardWord.objects.create(digest="1" * 64, word="frazzled", days=5, last_day=timezone.localdate())
    for slug in ("funeral", "recent-death"):
        HeardMeaning.objects.create(word=word, need=needs[slug], count=3)
    assert word.likely_need(2) is None
    word.meanings.filter(need=needs["funeral"]).update(count=4)
    assert word.likely_need(2) == needs["funeral"]
    assert word.likely_need(5) is None


@pytest.mark.parametrize("decide", ["accept", "ignore"])
def test_a_decision_forgets_what_a_word_likely_meant(needs, decide):
    word = HeardWord.objects.create(digest="1" * 64, word="frazzled", days=5, last_day=timezone.localdate())
    HeardMeaning.objects.create(word=word, need=needs["funeral"], count=4)
    administrator = user_with_role("administrator", None)
    if decide == "accept":
        actions.accept_word(word=word, need=needs["funeral"], by=administrator)
    else:
        actions.ignore_word(word=word, by=administrator)
    assert not HeardMeaning.objects.exists()
