"""Somebody has lost their codes: whoever answers for them lets them set up a second step again, and nobody else."""

import pytest
from allauth.mfa.models import Authenticator
from django.core import mail
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.urls import reverse

from accounts.actions import end_role, grant_role
from accounts.actions.second_factor import reset_second_factor
from accounts.models import RoleAssignment
from accounts.roles import ADMINISTRATOR, CONTENT_EDITOR, COORDINATOR, STAFF, VOLUNTEER, WORKER
from accounts.second_factor import ResetReason, has_second_factor, lacks_second_factor
from core.audit_sentences import sentence_for
from core.models import AuditEvent, OutboxMessage
from tests.factories.accounts import UserFactory, codes_of, user_with_role
from tests.factories.directory import OrganisationFactory, PrisonFactory

pytestmark = pytest.mark.django_db
PASSWORD = "correct horse battery"
ANSWERS = {"reason": "lost", "is_known": "on"}


@pytest.fixture
def prison():
    return PrisonFactory()


@pytest.fixture
def coordinator(prison):
    return user_with_role("coordinator", prison)


@pytest.fixture
def staff(prison):
    return user_with_role("staff", prison, email="officer@prison.example")


def address(scope, user):
    kind, key = (scope.scope_kind, scope.scope_key) if scope else ("national", "everywhere")
    return reverse("accounts:second_factor_again", kwargs={"kind": kind, "key": key, "pk": user.pk})


def person_page(scope, user):
    return address(scope, user).removesuffix("second-factor/")


def reset(user, scope, by):
    return reset_second_factor(user=user, scope=scope, by=by, reason=ResetReason.LOST)


def refused(user, scope, by):
    """Say that neither the action nor the screen, asked or sent, lets `by` do it."""
    with pytest.raises(PermissionDenied):
        reset(user, scope, by)
    client = Client()
    client.force_login(by)
    assert client.get(address(scope, user)).status_code == 404
    assert client.post(address(scope, user), ANSWERS).status_code == 404
    assert has_second_factor(user)
    return True


def test_the_factors_go_the_sessions_end_and_the_set_up_comes_before_anything_else(client, prison, coordinator, staff):
    Authenticator.objects.create(user=staff, type=Authenticator.Type.TOTP, data={"secret": "x"})
    session = Client()
    session.force_login(staff)
    assert session.get("/accounts/sessions/").status_code == 200
    client.force_login(coordinator)
    answer = client.post(address(prison, staff), ANSWERS)
    assert answer.url == person_page(prison, staff)
    assert b"They can set up their second step again" in client.get(answer.url).content
    assert not Authenticator.objects.filter(user=staff).exists()
    assert "_auth_user_id" not in session.session
    assert has_second_factor(coordinator)
    assert client.get("/accounts/sessions/").status_code == 200, "only their own sessions end"

    theirs = Client()
    theirs.post(reverse("account_login"), {"login": staff.email, "password": PASSWORD})
    for wanted in ("/", reverse("referrals:mine"), person_page(prison, coordinator)):
        assert theirs.get(wanted).url == reverse("accounts:second_factor")
    theirs.post(reverse("mfa_generate_recovery_codes"))
    assert len(codes_of(staff)) == 40
    assert not lacks_second_factor(staff)


def test_an_old_code_signs_nobody_in(client, prison, coordinator, staff):
    old = codes_of(staff)[0]
    begun = Client()
    begun.post(reverse("account_login"), {"login": staff.email, "password": PASSWORD})
    reset(staff, prison, coordinator)
    begun.post(reverse("mfa_authenticate"), {"code": old})
    assert "_auth_user_id" not in begun.session


def test_it_is_written_down_where_they_work_without_words_about_them(prison, coordinator, staff):
    other = PrisonFactory()
    grant_role(user=staff, role=STAFF, scope=other, by=None)
    reset(staff, prison, coordinator)
    row = AuditEvent.objects.get(event="second-factor.taken-away")
    assert (row.actor_id, row.about_id) == (str(coordinator.pk), str(staff.pk))
    assert (row.scope_kind, row.scope_key) == ("prison", prison.scope_key)
    assert row.places == [["prison", other.scope_key]]
    assert row.details == {"reason": "lost", "factors": 1, "sessions": 0}
    assert sentence_for(row.event) is not None
    assert not AuditEvent.objects.filter(event="second-factor.removed").exists(), "they did not do it themselves"


def test_they_are_told_by_e_mail_even_when_the_account_is_suspended(mailed, prison, coordinator, staff):
    staff.is_active = False
    staff.save()
    with mailed:
        reset(staff, prison, coordinator)
    assert OutboxMessage.objects.get().kind == "accounts.second-factor-reset"
    assert mail.outbox[0].to == [staff.email]
    assert reverse("accounts:second_factor") in mail.outbox[0].body
    assert staff.name not in mail.outbox[0].body
    assert coordinator.name not in mail.outbox[0].body


def test_those_who_may_end_their_roles_may(prison, coordinator, staff):
    organisation = OrganisationFactory()
    lead, worker = user_with_role("lead", organisation), user_with_role("worker", organisation)
    deputy, administrator = user_with_role("deputy", prison), user_with_role("administrator")
    another = user_with_role("administrator")
    allowed = [
        (worker, organisation, lead),
        (staff, prison, deputy),
        (deputy, prison, coordinator),
        (coordinator, prison, administrator),
        (another, None, administrator),
    ]
    for who, where, by in allowed:
        assert reset(who, where, by) == 1


def test_nobody_else_may(prison, coordinator, staff):
    organisation = OrganisationFactory()
    lead, worker = user_with_role("lead", organisation), user_with_role("worker", organisation)
    deputy, administrator = user_with_role("deputy", prison), user_with_role("administrator")
    stranger = user_with_role("coordinator", PrisonFactory())
    assert refused(coordinator, prison, coordinator), "for oneself"
    assert refused(administrator, None, administrator), "for oneself"
    assert refused(coordinator, prison, deputy), "a coordinator is an administrator's"
    assert refused(staff, prison, stranger)
    assert refused(staff, prison, worker)
    assert refused(staff, prison, user_with_role("staff", prison))
    assert refused(worker, organisation, coordinator)
    assert refused(worker, organisation, worker)
    assert refused(administrator, None, coordinator)
    assert refused(staff, prison, lead)


def test_a_scope_in_which_they_hold_nothing_opens_no_door(prison, coordinator, staff):
    other = PrisonFactory()
    assert refused(staff, other, user_with_role("coordinator", other))
    held = RoleAssignment.objects.get(user=staff)
    grant_role(user=staff, role=WORKER, scope=OrganisationFactory(), by=None)
    end_role(assignment=held, by=None)
    assert refused(staff, prison, coordinator), "whose role there has ended is somebody else's"


@pytest.mark.parametrize("role", [ADMINISTRATOR, CONTENT_EDITOR, COORDINATOR], ids=lambda role: role.code)
def test_a_weightier_role_elsewhere_is_an_administrator_s(prison, coordinator, staff, role):
    grant_role(user=staff, role=role, scope=PrisonFactory() if role is COORDINATOR else None, by=None)
    assert refused(staff, prison, coordinator)
    assert reset(staff, prison, user_with_role("administrator")) == 1


def test_a_superuser_is_an_administrator_s_and_a_volunteer_is_not(prison, coordinator, staff):
    staff.is_superuser = True
    staff.save()
    assert refused(staff, prison, coordinator)
    volunteer = user_with_role("staff", prison)
    grant_role(user=volunteer, role=VOLUNTEER, by=None)
    assert reset(volunteer, prison, coordinator) == 1


def test_without_a_reason_or_knowing_that_it_is_them_nothing_happens(client, prison, coordinator, staff):
    client.force_login(coordinator)
    page = client.post(address(prison, staff), {"reason": "lost"}).content.decode()
    assert "Make sure that it is them, and tick the box" in page
    assert 'value="lost"' in page
    assert "checked" in page.split('value="lost"')[1][:120], "what was chosen stays"
    page = client.post(address(prison, staff), {"reason": "because", "is_known": "on"}).content.decode()
    assert "Choose why they need it" in page
    assert has_second_factor(staff)


def test_where_nothing_is_set_up_there_is_nothing_to_take_away(client, prison, coordinator):
    bare = user_with_role("staff", prison, second_factor=False)
    with pytest.raises(ValidationError, match="nothing to take away"):
        reset(bare, prison, coordinator)
    client.force_login(coordinator)
    assert b"nothing to take away" in client.post(address(prison, bare), ANSWERS).content
    assert b"not set up" in client.get(person_page(prison, bare)).content
    assert not AuditEvent.objects.filter(event="second-factor.taken-away").exists()
    assert not OutboxMessage.objects.exists()


def test_the_person_s_page_offers_it_to_whom_it_is_open_only(client, prison, coordinator, staff):
    deputy = user_with_role("deputy", prison)
    client.force_login(deputy)
    words = b"Let them set up their second step again"
    assert words in client.get(person_page(prison, staff)).content
    assert words not in client.get(person_page(prison, coordinator)).content
    assert words not in client.get(person_page(prison, deputy)).content


def test_visitors_are_sent_to_sign_in(client, prison, staff):
    assert client.post(address(prison, staff), ANSWERS).url.startswith(reverse("account_login"))
    assert has_second_factor(staff)
    client.force_login(UserFactory())
    assert client.post(address(prison, staff), ANSWERS).status_code == 404
