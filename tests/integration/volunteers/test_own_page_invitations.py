"""A volunteer is invited to their own page; taking the invitation up links the account with that record only."""

import re
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils import timezone

from accounts.actions.invitations import accept_invitation, invite
from accounts.models import Invitation, RoleAssignment, User
from accounts.permissions import can_change, can_give
from accounts.roles import ADMINISTRATOR, VOLUNTEER
from core.models import AuditEvent, OutboxMessage, PrivacySettings
from core.retention import run
from tests.factories import volunteers as make
from tests.factories.accounts import UserFactory, user_with_role
from tests.factories.directory import OrganisationFactory, PrisonFactory
from volunteers import models as m
from volunteers.actions.inviting import invite_to_own_page
from volunteers.actions.merges import merge
from volunteers.policies import NotPossible

pytestmark = pytest.mark.django_db
PASSWORD = "a long walk by the river Exe"


@pytest.fixture
def who(prison, organisation):
    return make.entrant(prison, organisation, first_name="Nia", last_name="Owen", email="nia@example.org")


def accept(invitation, **how):
    return accept_invitation(invitation=invitation, **({"name": "Nia Owen", "password": PASSWORD} | how))


def test_from_the_invitation_to_the_own_page(client, who, lead):
    client.force_login(lead)
    address = reverse("volunteers:invite", kwargs={"pk": who.pk})
    assert "nia@example.org" in client.get(address).content.decode()
    assert "The invitation is on its way." in client.post(address, follow=True).content.decode()
    [message] = OutboxMessage.objects.all()
    assert message.to == "nia@example.org"
    assert not any(word in message.subject + message.body for word in ("Nia", "Owen", "Helping", "Testfield"))
    link = re.search(r"http://[^/]+(/\S+)", message.body).group(1)
    client.logout()
    client.get(link, follow=True)
    said = {"name": "Nia Owen", "password": PASSWORD, "again": PASSWORD}
    client.post(reverse("accounts:join"), said)
    who.refresh_from_db()
    assert (who.user.email, who.user.name) == ("nia@example.org", "Nia Owen")
    assert client.get(reverse("volunteers:mine")).context["entrant"] == who
    assert client.get(reverse("volunteers:person", kwargs={"pk": who.pk})).url == reverse("volunteers:mine")
    events = AuditEvent.objects.filter(about_id=str(who.pk)).values_list("event", flat=True)
    assert {"entrant.invited", "entrant.linked"} <= set(events)


def test_coordinators_and_leads_invite_and_nobody_else(prison, organisation, who, lead):
    strangers = (user_with_role("lead", OrganisationFactory()), user_with_role("security", prison), UserFactory())
    for by in strangers:
        with pytest.raises(PermissionDenied):
            invite_to_own_page(entrant=who, by=by)
    invite_to_own_page(entrant=who, by=user_with_role("coordinator", prison))
    invite_to_own_page(entrant=who, by=lead)
    assert Invitation.objects.get().number == 2
    assert m.OwnPageInvitation.objects.get().entrant == who


def test_inviting_is_all_that_a_lead_may_do_with_the_role(lead):
    held = RoleAssignment.objects.create(user=UserFactory(), role=VOLUNTEER.code, scope_kind="national")
    assert not can_give(lead, VOLUNTEER, None)
    assert not can_change(lead, held)
    with pytest.raises(PermissionDenied):
        invite(email="x@example.org", role=ADMINISTRATOR, by=lead)
    with pytest.raises(PermissionDenied):
        invite(email="x@example.org", role=VOLUNTEER, by=user_with_role("staff", PrisonFactory()))


def test_what_stands_in_the_way_is_said(prison, organisation, who, lead):
    make.entrant(prison, organisation, email="NIA@example.org")
    with pytest.raises(NotPossible, match="Another record"):
        invite_to_own_page(entrant=who, by=lead)
    with pytest.raises(NotPossible, match="not known"):
        invite_to_own_page(entrant=make.entrant(prison, organisation), by=lead)
    linked = make.entrant(prison, organisation, email="una@example.org", user=UserFactory())
    with pytest.raises(NotPossible, match="already"):
        invite_to_own_page(entrant=linked, by=lead)
    own = make.entrant(prison, organisation, email=lead.email)
    with pytest.raises(PermissionDenied):
        invite_to_own_page(entrant=own, by=lead)


def test_a_link_to_an_address_that_has_changed_since_opens_nobodys_record(who, lead):
    made = invite_to_own_page(entrant=who, by=lead)
    m.Entrant.objects.filter(pk=who.pk).update(email="new@example.org")
    with pytest.raises(ValidationError):
        accept(made.invitation)
    who.refresh_from_db()
    assert who.user is None
    assert not RoleAssignment.objects.filter(role=VOLUNTEER.code).exists()


def test_a_link_of_somebody_who_no_longer_keeps_people_does_not_work(who, lead):
    made = invite_to_own_page(entrant=who, by=lead)
    RoleAssignment.objects.filter(user=lead).delete()
    with pytest.raises(ValidationError):
        accept(made.invitation)


def test_who_has_an_account_for_something_else_takes_it_up_with_that(who, lead, prison):
    staff = user_with_role("staff", PrisonFactory(), email="nia@example.org")
    made = invite_to_own_page(entrant=who, by=lead)
    assert accept(made.invitation, by=staff) == staff
    who.refresh_from_db()
    assert who.user == staff


def test_the_link_leads_to_the_record_that_stays_after_a_merge(prison, organisation, who, lead):
    made = invite_to_own_page(entrant=who, by=lead)
    kept = make.entrant(prison, organisation, email="nia@example.org")
    merge(kept=kept, taken_in=who, by=user_with_role("coordinator", prison))
    user = accept(made.invitation)
    kept.refresh_from_db()
    assert kept.user == user


def test_the_role_and_then_the_account_go_with_the_record(who, lead):
    user = accept(invite_to_own_page(entrant=who, by=lead).invitation)
    other = accept(
        invite_to_own_page(
            entrant=make.entrant(organisation=who.engagements.get().organisation, email="una@example.org"), by=lead
        ).invitation,
        name="Una",
    )
    held = RoleAssignment.objects.get(user=user)
    now, days = timezone.now(), timedelta(days=m.EntrySettings.load().keep_days_left + 1)
    who.engagements.update(ends_on=timezone.localdate())
    run(at=now + days)
    held.refresh_from_db()
    assert not m.Entrant.objects.filter(pk=who.pk).exists()
    assert held.ends_on == timezone.localdate()
    assert AuditEvent.objects.get(event="role.ended").about_id == str(user.pk)
    run(at=now + days + timedelta(days=PrivacySettings.load().account_days + 1))
    assert [User.objects.get(pk=one.pk).name for one in (user, other)] == ["Former user", "Una"]
    assert RoleAssignment.objects.active().filter(user=other).exists()


def test_a_link_to_a_record_that_is_gone_makes_no_role_that_nothing_ends(who, lead):
    made = invite_to_own_page(entrant=who, by=lead)
    who.delete()
    with pytest.raises(ValidationError, match="no longer kept"):
        accept(made.invitation)
    assert not RoleAssignment.objects.filter(role=VOLUNTEER.code).exists()
