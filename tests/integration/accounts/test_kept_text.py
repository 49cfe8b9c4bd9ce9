"""A session ends after twenty minutes without use, and what was being typed comes back to the same person only."""

import datetime
import re

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.admin.models import EditingSession

from core.retention import run
from tests.factories.accounts import UserFactory, codes_of, user_with_role
from tests.factories.directory import PrisonFactory, service

pytestmark = pytest.mark.django_db
PASSWORD = "correct horse battery"
PAGE = "/notifications/settings/"
TYPED = {"own_words": ["Planted words about a person"], "choice": ["x"], "password": ["secret"]}


def end_session(client):
    """Let twenty minutes pass."""
    Session.objects.filter(session_key=client.cookies["sessionid"].value).update(
        expire_date=timezone.now() - datetime.timedelta(seconds=1)
    )


def signed_in(user=None):
    client = Client(headers={"Referer": f"http://testserver{PAGE}"})
    user = user or UserFactory()
    client.force_login(user)
    client.get("/privacy/")
    return client, user


def sign_in(client, user):
    return client.post(reverse("account_login"), {"login": user.email, "password": PASSWORD})


def test_a_session_ends_after_twenty_minutes_without_a_request(settings):
    client, _ = signed_in()
    row = Session.objects.get(session_key=client.cookies["sessionid"].value)
    assert settings.SESSION_COOKIE_AGE == 20 * 60
    assert abs((row.expire_date - timezone.now()).total_seconds() - 1200) < 30
    end_session(client)
    assert client.get(PAGE).url.startswith(reverse("account_login"))


def test_asking_how_long_is_left_does_not_prolong_the_session():
    client, _ = signed_in()
    soon = timezone.now() + datetime.timedelta(seconds=90)
    Session.objects.filter(session_key=client.cookies["sessionid"].value).update(expire_date=soon)
    assert client.get(reverse("accounts:session")).json()["seconds"] in (88, 89, 90)
    assert Session.objects.get(session_key=client.cookies["sessionid"].value).expire_date == soon
    assert client.post(reverse("accounts:session")).json()["seconds"] == 1200
    assert client.get(reverse("accounts:session")).json()["seconds"] > 1000


def test_a_visitor_has_no_time_left(client):
    assert client.get(reverse("accounts:session")).json() == {"seconds": 0}


def test_typed_text_waits_encrypted_and_leads_back_to_its_page():
    client, user = signed_in()
    end_session(client)
    answer = client.post(PAGE, TYPED)
    assert answer.url == reverse("account_login"), "nothing that was typed stands in the address"
    row = Session.objects.get(session_key=client.cookies["sessionid"].value)
    assert "Planted" not in str(row.get_decoded())
    assert not any("Planted" in cookie.value for cookie in client.cookies.values())
    assert sign_in(client, user).url == PAGE


def test_it_survives_the_second_step_too():
    officer = user_with_role("staff", PrisonFactory())
    client, _ = signed_in(officer)
    end_session(client)
    client.post(PAGE, TYPED)
    sign_in(client, officer)
    client.post(reverse("mfa_authenticate"), {"code": codes_of(officer)[0]})
    assert client.post(reverse("mfa_trust"), {"action": "dont-trust"}).url == PAGE


def test_somebody_else_at_the_same_computer_never_gets_it():
    client, user = signed_in()
    end_session(client)
    client.post(PAGE, TYPED)
    assert sign_in(client, UserFactory()).url == "/"
    assert client.get(reverse("accounts:kept_text")).status_code == 404
    client.post(reverse("account_logout"))
    assert sign_in(client, user).url == "/", "it was dropped, not only hidden"


def test_the_form_is_filled_again_and_nothing_is_sent_by_itself():
    from core.models import NotificationPreference

    client, user = signed_in()
    form_page = client.get(PAGE)
    name = next(iter(form_page.context["form"].fields), None)
    assert name, "the page has a form with at least one field"
    end_session(client)
    client.post(PAGE, {name: "daily", "note": "some words that have no place"})
    sign_in(client, user)
    page = client.get(PAGE)
    text = page.content.decode()
    assert "You are signed in again" in text
    assert re.search(rf'<input[^>]*name="{name}"[^>]*value="daily"[^>]* checked>', text)
    assert "some words that have no place" in text
    assert not NotificationPreference.objects.exists()
    assert "You are signed in again" not in client.get(PAGE).content.decode()


def test_text_whose_form_is_gone_is_shown_to_be_copied():
    client, user = signed_in()
    end_session(client)
    client.post("/notifications/read/", {"story": "Words without a form"})
    sign_in(client, user)
    answer = client.get(PAGE)
    assert answer.url == reverse("accounts:kept_text")
    assert b"Words without a form" in client.get(answer.url).content
    client.post(answer.url)
    assert client.get(answer.url).status_code == 404


def test_a_form_without_a_former_session_is_not_kept(client):
    answer = client.post(PAGE, TYPED)
    assert answer.url.startswith(f"{reverse('account_login')}?next=")
    assert "accounts_kept_text" not in client.session


def test_a_forged_form_is_refused_before_it_could_be_kept():
    client = Client(enforce_csrf_checks=True)
    client.force_login(UserFactory())
    client.get("/privacy/")
    end_session(client)
    assert client.post(PAGE, TYPED).status_code == 403


def test_the_page_s_script_may_send_the_form_only_to_be_kept():
    client, user = signed_in()
    end_session(client)
    fields = {"_kept_page": PAGE, "_kept_action": PAGE, "own_words": "Half a sentence and"}
    assert client.post(reverse("accounts:keep_text"), fields).url == reverse("account_login")
    assert sign_in(client, user).url == PAGE


def test_the_way_back_never_leads_to_another_site():
    client, _ = signed_in()
    fields = {"_kept_page": "https://evil.example/", "own_words": "Half a sentence"}
    assert client.post(reverse("accounts:keep_text"), fields).url == "/"


def test_a_refreshed_fragment_is_sent_to_the_sign_in_page_as_a_whole():
    client, _ = signed_in()
    end_session(client)
    answer = client.post(PAGE, TYPED, headers={"HX-Request": "true"})
    assert answer["HX-Redirect"] == reverse("account_login")


@pytest.mark.parametrize("meanwhile", ["/accounts/session/", "/notifications/", "/accounts/login/"])
def test_what_another_tab_asks_meanwhile_does_not_lose_whose_text_it_is(meanwhile):
    client, user = signed_in()
    end_session(client)
    client.get(meanwhile)
    client.post(reverse("accounts:keep_text"), {**TYPED, "_kept_page": PAGE, "_kept_action": PAGE})
    assert sign_in(client, user).url == PAGE


def test_the_cookie_of_an_ended_session_signs_nobody_in_and_goes_with_its_row():
    client, _ = signed_in()
    end_session(client)
    assert client.get("/notifications/").status_code == 302
    assert client.cookies["sessionid"].value
    Session.objects.all().delete()
    client.get("/notifications/")
    assert client.cookies["sessionid"].value == ""


def pressed_nothing(client, answer) -> None:
    """Assert that a request that a page makes by itself leaves a session to end when it would have ended."""
    soon = timezone.now() + datetime.timedelta(seconds=90)
    row = Session.objects.filter(session_key=client.cookies["sessionid"].value)
    row.update(expire_date=soon)
    assert answer().status_code == 200
    assert row.get().expire_date == soon


def an_editor(client):
    """Return the addresses at which an open page of the editor asks by itself."""
    prison = PrisonFactory()
    page = service(prison)
    client.force_login(user_with_role("coordinator", prison))
    client.get(reverse("wagtailadmin_pages:edit", args=[page.pk]))
    key = EditingSession.objects.get().pk
    ping = reverse("wagtailadmin_editing_sessions:ping", args=["wagtailcore", "page", page.pk, key])
    return ping, reverse("wagtailadmin_editing_sessions:release", args=[key])


def test_an_editor_s_page_that_nobody_touches_does_not_prolong_the_session(client):
    for address in an_editor(client):
        pressed_nothing(client, lambda address=address: client.post(address))


def test_what_an_editor_s_page_sends_by_itself_never_takes_the_place_of_what_was_typed(client):
    ping, _release = an_editor(client)
    end_session(client)
    client.post(ping, {"revision_id": "7"})
    client.post(PAGE, TYPED)
    user = EditingSession.objects.get().user
    sign_in(client, user)
    client.post(reverse("mfa_authenticate"), {"code": codes_of(user)[0]})
    assert client.post(reverse("mfa_trust"), {"action": "dont-trust"}).url == PAGE


def test_a_reason_typed_on_a_page_of_accounts_is_kept_without_javascript():
    prison = PrisonFactory()
    coordinator = user_with_role("coordinator", prison)
    client, _ = signed_in(coordinator)
    address = reverse("accounts:invite", args=["prison", prison.code])
    end_session(client)
    answer = client.post(address, {"email": "nia@example.org", "role": "staff"}, headers={"Referer": ""})
    assert answer.url == reverse("account_login")
    sign_in(client, coordinator)
    client.post(reverse("mfa_authenticate"), {"code": codes_of(coordinator)[0]})
    assert client.post(reverse("mfa_trust"), {"action": "dont-trust"}).url == address
    assert b'value="nia@example.org"' in client.get(address).content


def test_nothing_of_a_form_of_signing_in_is_kept():
    client, _ = signed_in()
    end_session(client)
    client.post(reverse("account_change_password"), {"oldpassword": "x", "note": "Words"})
    assert "accounts_kept_text" not in client.session


def kept(client, user):
    """Sign in again and return the page that shows what was kept."""
    sign_in(client, user)
    return client.get(client.get(PAGE).url).content.decode()


def test_what_is_written_on_after_the_end_takes_the_place_of_what_was_kept():
    client, user = signed_in()
    end_session(client)
    client.post(PAGE, {"own_words": "The first words"})
    client.post(PAGE, {"own_words": "The first words and all that came after"})
    assert "The first words and all that came after" in kept(client, user)


def test_what_the_editor_saves_by_itself_is_kept_to_the_last_word_and_its_preview_is_not(client):
    an_editor(client)
    user, page = EditingSession.objects.get().user, EditingSession.objects.get().object_id
    edit, preview = (reverse(f"wagtailadmin_pages:{name}", args=[page]) for name in ("edit", "preview_on_edit"))
    end_session(client)
    for summary in ("A quiet gr", "A quiet group"):
        client.post(edit, {"summary": summary, "title": "Grief group"}, headers={"Referer": f"http://testserver{edit}"})
        client.post(preview, {"summary": summary}, headers={"Referer": f"http://testserver{edit}"})
    sign_in(client, user)
    client.post(reverse("mfa_authenticate"), {"code": codes_of(user)[0]})
    assert client.post(reverse("mfa_trust"), {"action": "dont-trust"}).url == edit
    assert "A quiet group" in client.get(edit).content.decode()


def another_tab(**headers):
    """Return the browser of somebody who signed in again in another tab: the token of this page is old."""
    client, user = Client(enforce_csrf_checks=True, headers=headers), UserFactory()
    client.force_login(user)
    client.get("/privacy/")
    return client, user


def test_a_form_of_a_page_that_stood_open_while_one_signed_in_again_is_kept_and_not_acted_on():
    from core.models import NotificationPreference

    client, _ = another_tab(Origin="http://testserver", Referer=f"http://testserver{PAGE}")
    name = next(iter(client.get(PAGE).context["form"].fields))
    answer = client.post(PAGE, {name: "daily", "csrfmiddlewaretoken": "x" * 64})
    assert answer.url == PAGE
    assert not NotificationPreference.objects.exists()
    page = client.get(PAGE).content.decode()
    assert "You are signed in again" in page
    assert re.search(rf'<input[^>]*name="{name}"[^>]*value="daily"[^>]* checked>', page)


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Origin": "null"},
        {"Origin": "https://evil.example"},
        {"Referer": "https://evil.example/"},
        {"Origin": "https://evil.example", "Referer": f"http://testserver{PAGE}"},
    ],
    ids=str,
)
def test_a_form_that_does_not_come_from_here_is_not_kept(headers):
    client, _ = another_tab(**headers)
    assert client.post(PAGE, TYPED).status_code == 403
    assert "accounts_kept_text" not in client.session


def test_the_script_s_own_form_with_an_old_token_leads_back_to_the_page():
    client, _ = another_tab(Origin="http://testserver", Referer="http://testserver/referrals/")
    fields = {"_kept_page": PAGE, "_kept_action": PAGE, "own_words": "Half a sentence and"}
    assert client.post(reverse("accounts:keep_text"), fields).url == PAGE


def test_an_open_page_knows_whose_it_is_without_naming_them():
    (mine, me), (theirs, _) = signed_in(), signed_in()
    reader = mine.get(reverse("accounts:session")).json()["reader"]
    assert f'data-session-reader="{reader}"' in mine.get(PAGE).content.decode()
    assert reader not in theirs.get(PAGE).content.decode()
    assert theirs.get(reverse("accounts:session")).json()["reader"] != reader
    assert str(me.pk)[:8] not in reader


def test_an_ended_session_is_known_for_a_day(capsys):
    client, user = signed_in()
    end_session(client)
    run()
    client.post(PAGE, {"own_words": "Words of last night"})
    assert "Words of last night" in kept(client, user)
    Session.objects.update(expire_date=timezone.now() - datetime.timedelta(days=1, minutes=1))
    run()
    assert not Session.objects.exists()


def test_where_somebody_was_signed_in_goes_with_the_session():
    client, user = Client(), UserFactory()
    for browser in (client, Client()):
        sign_in(browser, user)
    end_session(client)
    run()
    assert UserSession.objects.count() == 1
    assert UserSession.objects.get().session_key != client.cookies["sessionid"].value
