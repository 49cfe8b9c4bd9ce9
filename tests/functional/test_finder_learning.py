"""The administrator's screens of the finder, in a browser: points, and words to teach."""

import pytest
from django.urls import reverse
from django.utils import timezone

from directory.models import NeedSynonym
from search import sync
from search.models import FinderUse, HeardWord, UseKind
from tests.factories.accounts import user_with_role
from tests.functional.finding import small_prison

pytestmark = pytest.mark.django_db(transaction=True)


def test_an_administrator_sees_points_and_teaches_a_word(page, axe, sign_in, live_server):
    prison = small_prison()
    sync.flush()
    today = timezone.localdate()
    HeardWord.objects.create(digest="1" * 64, word="snozzled", days=5, last_day=today)
    FinderUse.objects.create(day=today, kind=UseKind.SEARCH, count=4)
    FinderUse.objects.create(day=today, kind=UseKind.NEED, key="first-night", count=3)
    FinderUse.objects.create(day=today, kind=UseKind.CHOSEN, key="1", count=2)
    sign_in(page, user_with_role("administrator"))
    page.goto(live_server.url + reverse("search:ranking", args=[prison.code]))
    page.fill("#id_text", "someone close has died, in debt on the wing")
    page.click("text=Show the points")
    assert page.locator("tbody tr").count() >= 3
    axe(page)
    page.goto(live_server.url + reverse("search:learning"))
    axe(page)
    page.select_option("select", label="First night and first days")
    page.click("button:has-text('Accept')")
    assert NeedSynonym.objects.filter(words="snozzled", need__slug="first-night").exists()
    assert page.locator("text=No word waits").count() == 1


def test_a_question_that_is_typed_and_left_standing_is_counted_once(page, sign_in, live_server):
    prison = small_prison()
    sync.flush()
    sign_in(page, user_with_role("staff", prison))
    page.goto(live_server.url + reverse("search:find", args=[prison.code]))
    page.locator("#id_text").press_sequentially("someone close has", delay=60)
    page.wait_for_selector(".app-results li")
    assert not FinderUse.objects.exists()
    page.locator("#id_text").press_sequentially(" died", delay=60)
    with page.expect_response(lambda answer: answer.status == 204, timeout=20_000):
        pass
    assert {(use.kind, use.key, use.count) for use in FinderUse.objects.all()} == {
        (UseKind.SEARCH, "", 1),
        (UseKind.NEED, "recent-death", 1),
    }
    assert page.locator(".app-results li").count() > 0
    page.click("button:has-text('Find help')")
    page.wait_for_load_state()
    assert FinderUse.objects.get(kind=UseKind.SEARCH).count == 1
