"""Asking for a role: decided by those in charge there, never by oneself, and with an end."""

import datetime

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts import guardian
from accounts.actions.requests import approve_request, ask_for_role, expire_requests, refuse_request
from accounts.models import AccessSettings, AccountRequest, Invitation, RoleAssignment, User
from accounts.request_link import answer_link
from accounts.roles import COORDINATOR, LEAD, REFER, SAFER_CUSTODY, STAFF
from core.models import Notification
from tests.factories.accounts import UserFactory, user_with_role
from tests.factories.directory import OrganisationFactory, PrisonFactory

pytestmark = pytest.mark.django_db
ASKED = {"role": "staff", "name": "Rosa Newcomer", "email": "new@prison.example", "why": "Chaplaincy team"}


@pytest.fixture
def prison():
    return PrisonFactory()


@pytest.fixture
def coordinator(prison):
    return user_with_role("coordinator", prison)


def asked(prison, by=None, role=STAFF, **who):
    who = {} if by else {"email": "new@prison.example", "name": "Rosa Newcomer"} | who
    assert ask_for_role(role=role, scope=prison, why="Chaplaincy team", by=by, **who)
    return AccountRequest.objects.latest("created_at")


def address(prison):
    return reverse("accounts:ask_role", kwargs={"kind": "prison", "key": prison.code})


def test_somebody_without_an_account_asks_and_those_in_charge_are_told(client, prison, coordinator, mailed):
    place = client.post(reverse("accounts:ask"), {"place": "prison", "prison": prison.code})
    assert place.url == address(prison)
    with mailed:
        answer = client.post(address(prison), ASKED)
    assert answer.url == reverse("accounts:asked")
    told = Notification.objects.get(user=coordinator)
    request = AccountRequest.objects.get()
    assert told.link.endswith(f"/requests/{request.pk}/")
    text = mail.outbox[0].subject + mail.outbox[0].body
    assert not any(word in text for word in ("Rosa", "new@", "Chaplaincy", prison.name))


def test_approved_without_an_account_is_an_invitation(prison, coordinator):
    request = asked(prison)
    approve_request(request=request, by=coordinator)
    sent = Invitation.objects.get()
    assert (sent.email, sent.role, sent.scope) == ("new@prison.example", "staff", prison)
    request.refresh_from_db()
    assert (request.state, request.decided_by) == ("approved", coordinator)


def test_approved_with_an_account_is_a_role_at_once(prison, coordinator):
    user = UserFactory()
    approve_request(request=asked(prison, by=user), by=coordinator)
    assert guardian.can(User.objects.get(pk=user.pk), REFER, prison)
    assert Notification.objects.filter(user=user, kind="accounts.decided").exists()


def test_a_refusal_has_a_reason_that_only_its_page_shows(prison, coordinator, mailed):
    request = asked(prison)
    with pytest.raises(ValidationError):
        refuse_request(request=request, reason=" ", by=coordinator)
    with mailed:
        refuse_request(request=request, reason="Ask for the role of the chaplain.", by=coordinator)
    assert "chaplain" not in mail.outbox[-1].body
    page = Client().get(answer_link(request))
    assert b"Ask for the role of the chaplain." in page.content
    assert b"Rosa" not in page.content


def test_nobody_decides_for_themselves(client, prison):
    deputy = user_with_role("deputy", prison)
    request = asked(prison, by=deputy, role=SAFER_CUSTODY)
    for decide in (lambda: approve_request(request=request, by=deputy),
                   lambda: refuse_request(request=request, reason="x", by=deputy)):  # fmt: skip
        with pytest.raises(PermissionDenied):
            decide()
    client.force_login(deputy)
    page = client.post(
        reverse("accounts:request", kwargs={"kind": "prison", "key": prison.code, "pk": request.pk}),
        {"decision": "approve"},
    )
    assert b"nobody decides about their own account" in page.content
    assert not guardian.can(User.objects.get(pk=deputy.pk), "receive_concerns", prison)
    now = timezone.now()
    with pytest.raises(IntegrityError), transaction.atomic():
        AccountRequest.objects.filter(pk=request.pk).update(state="approved", settled_at=now, decided_by=deputy)


def test_nobody_decides_for_themselves_by_asking_as_a_visitor(prison, coordinator):
    request = asked(prison, email=coordinator.email.upper(), name="Me", role=SAFER_CUSTODY)
    with pytest.raises(PermissionDenied):
        approve_request(request=request, by=coordinator)


@pytest.mark.parametrize("code", ["staff", "sponsor", "safer-custody", "analyst"])
def test_nobody_else_decides(prison, code):
    request = asked(prison)
    with pytest.raises(PermissionDenied):
        approve_request(request=request, by=user_with_role(code, None if code == "analyst" else prison))
    with pytest.raises(PermissionDenied):
        approve_request(request=request, by=user_with_role("coordinator", PrisonFactory()))


def test_a_lead_decides_for_the_organisation(prison):
    organisation = OrganisationFactory()
    lead = user_with_role("lead", organisation)
    request = asked(organisation, role=LEAD)
    approve_request(request=request, by=lead)
    assert Invitation.objects.get().scope == organisation


def test_where_nobody_is_in_charge_an_administrator_decides(prison):
    administrator = user_with_role("administrator")
    request = asked(prison)
    assert Notification.objects.filter(user=administrator, kind="accounts.asked").exists()
    approve_request(request=request, by=administrator)


def test_coordinators_are_named_and_never_asked_for(client, prison):
    with pytest.raises(ValidationError):
        ask_for_role(role=COORDINATOR, scope=prison, why="x", email="a@b.example", name="A")
    page = client.post(address(prison), ASKED | {"role": "coordinator"})
    assert b"Choose what you do there" in page.content
    assert client.get(reverse("accounts:ask_role", kwargs={"kind": "national", "key": "everywhere"})).status_code in (
        200,
        404,
    )
    assert not AccountRequest.objects.exists()


def test_the_answer_tells_nobody_who_has_an_account_or_has_asked(client, prison, coordinator):
    user_with_role("staff", prison, email="known@prison.example")
    pages = []
    for email in ("known@prison.example", "new@prison.example", "new@prison.example"):
        pages.append(client.post(address(prison), ASKED | {"email": email}, follow=True).content)
    assert pages[0] == pages[1] == pages[2]
    assert AccountRequest.objects.count() == 1


def test_a_request_ends_by_itself_and_the_asker_is_told_once(prison, coordinator, mailed):
    request = asked(prison)
    AccountRequest.objects.update(expires_at=timezone.now() - datetime.timedelta(minutes=1))
    with pytest.raises(ValidationError):
        approve_request(request=request, by=coordinator)
    with mailed:
        assert expire_requests() == 1
        assert expire_requests() == 0
    assert [message.to for message in mail.outbox] == [["new@prison.example"]]
    assert b"Nobody decided in time" in Client().get(answer_link(request)).content


def test_what_is_missing_is_said_and_what_was_typed_stays(client, prison):
    page = client.post(address(prison), ASKED | {"why": ""})
    assert b"Say in a few words why you need it" in page.content
    assert b"Rosa Newcomer" in page.content
    assert b"Choose the prison" in client.post(reverse("accounts:ask"), {"place": "prison"}).content


def test_a_flood_from_one_computer_is_stopped(client, prison):
    for number in range(30):
        client.post(address(prison), ASKED | {"email": f"new{number}@prison.example"})
    assert client.post(address(prison), ASKED | {"email": "late@prison.example"}).status_code == 429
    assert AccountRequest.objects.count() == 30


def test_those_behind_one_trusted_proxy_are_told_apart(client, prison, settings):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    for number in range(30):
        client.post(address(prison), ASKED | {"email": f"new{number}@prison.example"}, HTTP_X_FORWARDED_FOR="192.0.2.1")
    late = ASKED | {"email": "late@prison.example"}
    assert client.post(address(prison), late, HTTP_X_FORWARDED_FOR="192.0.2.1").status_code == 429
    assert client.post(address(prison), late, HTTP_X_FORWARDED_FOR="192.0.2.2").status_code == 302


def test_deciding_on_the_screen(client, prison, coordinator):
    request = asked(prison)
    client.force_login(coordinator)
    where = reverse("accounts:request", kwargs={"kind": "prison", "key": prison.code, "pk": request.pk})
    assert b"Chaplaincy team" in client.get(where).content
    assert b"Say why: the person who asked is told" in client.post(where, {"decision": "refuse"}).content
    page = client.post(where, {"decision": "approve"}, follow=True)
    assert b"The decision is saved" in page.content
    late = client.post(where, {"decision": "approve"})
    assert b"has been decided already" in late.content


@pytest.mark.parametrize("account_too", [False, True])
def test_approving_brings_a_suspended_role_back(prison, coordinator, account_too):
    user = user_with_role("staff", prison)
    RoleAssignment.objects.filter(user=user).update(suspended_at=timezone.now())
    request = asked(prison, by=user)
    if account_too:
        User.objects.filter(pk=user.pk).update(is_active=False, suspended_at=timezone.now())
    approve_request(request=request, by=coordinator)
    assert guardian.can(User.objects.get(pk=user.pk), REFER, prison)
    assert RoleAssignment.objects.active().filter(user=user).count() == 1


def test_a_suspended_account_that_gets_a_new_role_comes_back(prison, coordinator):
    user = UserFactory()
    request = asked(prison, by=user)
    User.objects.filter(pk=user.pk).update(is_active=False, suspended_at=timezone.now())
    approve_request(request=request, by=coordinator)
    assert guardian.can(User.objects.get(pk=user.pk), REFER, prison)


def test_what_nobody_decided_in_time_does_not_swallow_the_next_request(prison, coordinator):
    late = asked(prison)
    AccountRequest.objects.update(expires_at=timezone.now() - datetime.timedelta(minutes=1))
    fresh = asked(prison)
    late.refresh_from_db()
    assert (late.state, fresh.state) == ("expired", "waiting")
    assert fresh.pk != late.pk


def test_the_same_asked_twice_at_once_is_nothing_new(client, prison, monkeypatch):
    load = AccessSettings.load
    fields = {"email": ASKED["email"], "role": "staff", "scope_kind": "prison", "scope_key": prison.scope_key}

    def rival():
        AccountRequest.objects.create(name="Rosa", why="x", expires_at=timezone.now(), **fields)
        return load()

    monkeypatch.setattr(AccessSettings, "load", rival)
    assert client.post(address(prison), ASKED).url == reverse("accounts:asked")
    assert AccountRequest.objects.get().why == "x"
