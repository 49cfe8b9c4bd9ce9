"""Invitations: who may invite whom, a link that works once, and nothing that tells who has an account."""

import datetime
import re

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts import guardian
from accounts.actions import end_role
from accounts.actions.invitations import accept_invitation, cancel_invitation, invite, resend_invitation
from accounts.invitation_link import make_link
from accounts.models import AccessSettings, Invitation, RoleAssignment, User
from accounts.roles import ADMINISTRATOR, COORDINATOR, DEPUTY, LEAD, MANAGE_PEOPLE, REFER, ROLES, STAFF, WORKER
from accounts.second_factor import lacks_second_factor
from core.models import AuditEvent
from tests.factories.accounts import UserFactory, user_with_role
from tests.factories.directory import OrganisationFactory, PrisonFactory

pytestmark = pytest.mark.django_db
PASSWORD = "candle tractor willow"
NEW = {"name": "Rosa Newcomer", "password": PASSWORD, "again": PASSWORD}


@pytest.fixture
def prison():
    return PrisonFactory()


@pytest.fixture
def coordinator(prison):
    return user_with_role("coordinator", prison)


def invitation(prison, coordinator, email="new@prison.example", role=STAFF):
    return invite(email=email, role=role, scope=prison, by=coordinator)


def link_in(message):
    return re.search(r"https?://[^/]+(/\S+)", message.body)[1]


def opened(invitation):
    """Return a browser that has followed the link."""
    client = Client()
    assert client.get(make_link(invitation)).url == reverse("accounts:join")
    return client


@pytest.mark.parametrize("code", [role.code for role in ROLES.values() if role.kind == "prison"])
def test_a_coordinator_gives_every_role_of_the_prison_but_their_own(prison, coordinator, code):
    if code == COORDINATOR.code:
        with pytest.raises(PermissionDenied):
            invitation(prison, coordinator, role=ROLES[code])
    else:
        assert invitation(prison, coordinator, role=ROLES[code]).is_waiting


@pytest.mark.parametrize("code", [code for code, role in ROLES.items() if MANAGE_PEOPLE not in role.permissions])
def test_nobody_else_invites(prison, code):
    role = ROLES[code]
    scope = {"prison": prison, "organisation": OrganisationFactory()}.get(role.kind)
    with pytest.raises(PermissionDenied):
        invitation(prison, user_with_role(code, scope))


def test_each_stays_within_the_own_scope(prison, coordinator):
    organisation, other = OrganisationFactory(), OrganisationFactory()
    lead = user_with_role("lead", organisation)
    assert invite(email="a@org.example", role=LEAD, scope=organisation, by=lead).is_waiting
    for role, scope, by in (
        (WORKER, other, lead),
        (STAFF, prison, lead),
        (STAFF, PrisonFactory(), coordinator),
        (WORKER, organisation, coordinator),
        (ADMINISTRATOR, None, coordinator),
    ):
        with pytest.raises(PermissionDenied):
            invite(email="b@org.example", role=role, scope=scope, by=by)


def test_an_administrator_names_coordinators_and_national_roles(prison):
    administrator = user_with_role("administrator")
    assert invitation(prison, administrator, role=COORDINATOR).is_waiting
    assert invite(email="a@national.example", role=ADMINISTRATOR, by=administrator).is_waiting


def test_nobody_invites_themselves(prison, coordinator):
    with pytest.raises(PermissionDenied):
        invitation(prison, coordinator, email=coordinator.email.upper())


def test_the_e_mail_names_nobody_and_no_place(prison, coordinator, mailed):
    with mailed:
        invitation(prison, coordinator)
    text = mail.outbox[0].subject + mail.outbox[0].body
    assert mail.outbox[0].to == ["new@prison.example"]
    assert not any(word in text for word in ("new@", prison.name, coordinator.name, STAFF.label))


def test_from_the_link_to_the_first_sign_in(prison, coordinator):
    client = opened(invitation(prison, coordinator))
    page = client.get(reverse("accounts:join"))
    assert b"Prison staff" in page.content
    assert client.post(reverse("accounts:join"), NEW).status_code == 302
    user = User.objects.get(email="new@prison.example")
    assert (user.name, client.session["_auth_user_id"]) == ("Rosa Newcomer", str(user.pk))
    assert guardian.can(user, REFER, prison)
    assert lacks_second_factor(user)
    assert client.get("/").url == reverse("accounts:second_factor")
    client.post(reverse("mfa_generate_recovery_codes"))
    assert not lacks_second_factor(user)
    held = RoleAssignment.objects.get(user=user)
    assert held.granted_by == coordinator
    assert AuditEvent.objects.filter(event="invitation.accepted", actor_id=str(user.pk)).exists()


def test_a_link_works_once(prison, coordinator):
    sent = invitation(prison, coordinator)
    first, second = opened(sent), opened(sent)
    first.post(reverse("accounts:join"), NEW)
    late = second.post(reverse("accounts:join"), NEW | {"name": "Somebody Else"})
    assert late.status_code == 404
    assert "_auth_user_id" not in second.session
    assert Client().get(make_link(sent)).status_code == 404
    assert User.objects.filter(email="new@prison.example").count() == 1


def run_out(sent):
    Invitation.objects.filter(pk=sent.pk).update(expires_at=timezone.now() - datetime.timedelta(seconds=1))


def test_a_link_that_is_late_cancelled_replaced_or_forged_does_not_work(prison, coordinator):
    late = invitation(prison, coordinator, "a@prison.example")
    run_out(late)
    cancelled = invitation(prison, coordinator, "b@prison.example")
    cancel_invitation(invitation=cancelled, by=coordinator)
    replaced = invitation(prison, coordinator, "c@prison.example")
    old_link = make_link(replaced)
    renewed = resend_invitation(invitation=replaced, by=coordinator)
    for link in (make_link(late), make_link(cancelled), old_link, make_link(renewed) + "x/", "/accounts/join/x/"):
        assert Client().get(link).status_code == 404, link
    assert opened(renewed)
    with pytest.raises(ValidationError):
        accept_invitation(invitation=late, name="A", password=PASSWORD)


def test_opening_the_link_changes_nothing_and_keeps_it_out_of_the_next_address(prison, coordinator):
    sent = invitation(prison, coordinator)
    client = opened(sent)
    assert b"You are invited" in client.get(reverse("accounts:join")).content
    sent.refresh_from_db()
    assert sent.is_waiting
    assert not User.objects.filter(email=sent.email).exists()


def test_inviting_again_sends_a_new_link_instead_of_a_second_invitation(prison, coordinator):
    first = invitation(prison, coordinator)
    again = invitation(prison, coordinator, email="NEW@prison.example")
    assert (again.pk, again.number) == (first.pk, 2)


def test_a_poor_password_is_refused_in_words_and_the_name_is_kept(prison, coordinator):
    client = opened(invitation(prison, coordinator))
    for bad, words in (
        ({"password": "Password123456", "again": "Password123456"}, b"has been stolen before"),
        ({"again": "something else entirely"}, b"not the same"),
        ({"name": ""}, b"Enter your name"),
    ):
        page = client.post(reverse("accounts:join"), NEW | bad)
        assert words in page.content
        assert page.status_code == 200
    assert b"Rosa Newcomer" in client.post(reverse("accounts:join"), NEW | {"again": "x"}).content
    assert not User.objects.filter(email="new@prison.example").exists()


def test_inviting_says_the_same_whether_or_not_there_is_an_account(client, prison, coordinator):
    UserFactory(email="known@elsewhere.example")
    client.force_login(coordinator)
    where = {"kind": "prison", "key": prison.code}
    answers = []
    for email in ("known@elsewhere.example", "unknown@elsewhere.example"):
        client.post(reverse("accounts:invite", kwargs=where), {"email": email, "role": "staff"})
        page = client.get(reverse("accounts:people", kwargs=where)).content.decode()
        row = re.search(rf"<tr[^>]*>\s*<th[^>]*>{email}.*?</tr>", page, re.DOTALL)[0]
        answers.append(re.sub(r"[0-9a-f-]{36}|known|unknown|value=\"\w{64}\"", "", row.replace("unknown", "known")))
    assert answers[0] == answers[1]


def test_the_holder_of_an_account_signs_in_to_take_it_up_and_nobody_else_can(prison, coordinator):
    known = UserFactory(email="known@elsewhere.example")
    sent = invitation(prison, coordinator, email="known@elsewhere.example")
    client = opened(sent)
    assert b"Sign in to take it up" in client.get(reverse("accounts:join")).content
    assert client.post(reverse("accounts:join"), NEW).status_code == 200, "no new password for an account in use"
    assert known.check_password("correct horse battery")
    client.force_login(UserFactory())
    client.get(make_link(sent))
    client.post(reverse("accounts:join"))
    assert not guardian.can(known, REFER, prison)
    client.force_login(known)
    client.get(make_link(sent))
    client.post(reverse("accounts:join"))
    assert guardian.can(User.objects.get(pk=known.pk), REFER, prison)


def test_a_suspended_account_comes_back_by_an_invitation_but_an_ended_one_does_not(prison, coordinator):
    suspended = UserFactory(email="s@prison.example", is_active=False, suspended_at=timezone.now())
    client = opened(invitation(prison, coordinator, email=suspended.email))
    client.post(reverse("accounts:join"), NEW)
    suspended.refresh_from_db()
    assert suspended.is_active
    assert suspended.check_password(PASSWORD)
    ended = UserFactory(email="e@prison.example", is_active=False)
    client = opened(invitation(prison, coordinator, email=ended.email))
    client.post(reverse("accounts:join"), NEW)
    ended.refresh_from_db()
    assert not ended.is_active


def test_somebody_who_holds_the_role_is_not_invited_to_it(client, prison, coordinator):
    held = user_with_role("staff", prison)
    client.force_login(coordinator)
    page = client.post(
        reverse("accounts:invite", kwargs={"kind": "prison", "key": prison.code}),
        {"email": held.email, "role": "staff"},
    )
    assert b"already holds this role here" in page.content


def test_sending_again_and_cancelling_from_the_list(client, prison, coordinator, mailed):
    sent = invitation(prison, coordinator)
    client.force_login(coordinator)
    address = reverse("accounts:invitation", kwargs={"kind": "prison", "key": prison.code, "pk": sent.pk})
    with mailed:
        client.post(address, {"resend": "1"})
    assert Client().get(link_in(mail.outbox[0])).status_code == 302
    page = client.post(address, {"cancel": "1"}, follow=True)
    assert b"the invitation is cancelled" in page.content.lower()
    assert b"new@prison.example" not in page.content
    again = client.post(address, {"cancel": "1"}, follow=True)
    assert b"taken up or cancelled already" in again.content


def test_a_deputy_does_not_send_a_coordinator_s_invitation_again(client, prison):
    sent = invitation(prison, user_with_role("administrator"), role=COORDINATOR)
    client.force_login(user_with_role(DEPUTY.code, prison))
    address = reverse("accounts:invitation", kwargs={"kind": "prison", "key": prison.code, "pk": sent.pk})
    assert client.post(address, {"resend": "1"}).status_code == 404


def test_an_invitation_gives_nothing_that_its_sender_may_not_give_any_more(prison, coordinator):
    sent = invitation(prison, coordinator)
    client = opened(sent)
    end_role(assignment=RoleAssignment.objects.get(user=coordinator), by=None)
    page = client.post(reverse("accounts:join"), NEW)
    assert page.status_code == 404
    assert b"the person who sent it may not give this role any more" in page.content
    assert not User.objects.filter(email=sent.email).exists()
    with pytest.raises(ValidationError, match="may not give this role any more"):
        accept_invitation(invitation=sent, name="Rosa", password=PASSWORD)


@pytest.mark.parametrize("change", [{"is_active": False}, {"is_active": False, "is_superuser": True}])
def test_a_closed_account_invites_nobody(prison, change):
    administrator = user_with_role("administrator")
    sent = invitation(prison, administrator, role=COORDINATOR)
    User.objects.filter(pk=administrator.pk).update(**change)
    with pytest.raises(ValidationError):
        accept_invitation(invitation=sent, name="Rosa", password=PASSWORD)
    assert not RoleAssignment.objects.filter(role=COORDINATOR.code).exists()


def test_a_suspended_role_comes_back_by_an_invitation(prison, coordinator):
    suspended = user_with_role("staff", prison)
    RoleAssignment.objects.filter(user=suspended).update(suspended_at=timezone.now())
    User.objects.filter(pk=suspended.pk).update(is_active=False, suspended_at=timezone.now())
    accept_invitation(invitation=invitation(prison, coordinator, email=suspended.email), password=PASSWORD)
    assert RoleAssignment.objects.active().get(user=suspended).confirmed_on == timezone.localdate()
    assert guardian.can(User.objects.get(pk=suspended.pk), REFER, prison)


def test_of_two_who_invite_at_once_one_does(prison, coordinator, monkeypatch):
    load = AccessSettings.load
    fields = {"email": "new@prison.example", "role": "staff", "scope_kind": "prison", "scope_key": prison.scope_key}

    def rival():
        Invitation.objects.create(invited_by=coordinator, expires_at=timezone.now(), **fields)
        return load()

    monkeypatch.setattr(AccessSettings, "load", rival)
    assert invitation(prison, coordinator) == Invitation.objects.get()
