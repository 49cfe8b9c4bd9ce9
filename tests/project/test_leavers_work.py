"""What becomes of each link to somebody who leaves: handed to a colleague as open work, or left for a reason."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.actions import grant_role
from accounts.actions.leaving import leave
from accounts.models import User
from accounts.open_work import all_work, colleagues
from accounts.roles import ROLES, ScopeKind
from coordinator.models import Appointment
from core.models import AuditEvent
from core.privacy import pointing_at
from tests.factories import volunteers as make
from tests.factories.accounts import user_with_role
from tests.factories.directory import OrganisationFactory, PrisonFactory, service
from tests.factories.referrals import referral
from volunteers.models import Position, TrainingSession

pytestmark = pytest.mark.django_db

DID = "says who did it: that stays theirs"
TOLD = "says who asked; whoever is in charge there is told of the answer too"
OWN = "belongs to the account alone and goes with it"
BRIEF = "a copy that only they see and that goes by itself within days"
ANYBODY = "says who began it; any colleague there goes on with it"
STAYS = {
    "account.EmailAddress.user": OWN,
    "accounts.AccountRequest.decided_by": DID,
    "accounts.AccountRequest.user": "is withdrawn when they leave",
    "accounts.EmergencyView.user": DID,
    "accounts.Invitation.invited_by": "is cancelled when they leave",
    "accounts.Invitation.user": DID,
    "accounts.RoleAssignment.ended_by": DID,
    "accounts.RoleAssignment.granted_by": DID,
    "accounts.RoleAssignment.user": "ends when they leave",
    "accounts.User_groups.user": OWN,
    "accounts.User_user_permissions.user": OWN,
    "coordinator.Appointment.appointed_by": DID,
    "coordinator.Briefing.by": DID,
    "coordinator.Broadcast.by": ANYBODY,
    "coordinator.CharityAlert.noted_by": DID,
    "coordinator.DeskHandover.started_by": ANYBODY,
    "coordinator.EvidenceEntry.added_by": DID,
    "coordinator.ForumAction.by": "says who wrote it down; a role sees to it, not a person",
    "coordinator.ForumMeeting.by": ANYBODY,
    "coordinator.Funding.by": DID,
    "coordinator.HandoverStep.done_by": DID,
    "coordinator.InspectionPack.requested_by": ANYBODY,
    "coordinator.Involvement.by": DID,
    "coordinator.OnboardingItem.done_by": "says who ticked it; the prison or the organisation sees to it, not a person",
    "coordinator.Recommendation.by": "says who wrote it down; a role sees to it, not a person",
    "coordinator.ServiceOffer.decided_by": DID,
    "coordinator.WorklistSnooze.by": ANYBODY,
    "coordinator.WorklistSummary.user": DID,
    "core.LegalHold.placed_by": DID,
    "core.Notification.user": OWN,
    "core.NotificationPreference.user": OWN,
    "directory.ConfirmationAttempt.by": DID,
    "directory.InsertDistribution.by": DID,
    "directory.InsertEdition.published_by": DID,
    "directory.ListingProposal.decided_by": DID,
    "directory.ListingProposal.proposed_by": TOLD,
    "directory.SpreadsheetUpload.uploader": BRIEF,
    "guardian.UserObjectPermission.user": OWN,
    "mfa.Authenticator.user": OWN,
    "referrals.Concern.acknowledged_by": DID,
    "referrals.Concern.raised_by": "says who raised it; Safer Custody has it until they acknowledge it",
    "referrals.ContactRecord.by": DID,
    "referrals.ExpectNotice.by": DID,
    "referrals.Handover.giving_worker": "says who offered it; any colleague of the organisation goes on with it",
    "referrals.Handover.receiving_worker": DID,
    "referrals.Handover.person_asked_by": DID,
    "referrals.InboxPreference.user": OWN,
    "referrals.Message.by": DID,
    "referrals.MilestoneExport.asked_by": BRIEF,
    "referrals.ReferralEvent.by": DID,
    "socialaccount.SocialAccount.user": OWN,
    "usersessions.UserSession.user": OWN,
    "volunteers.Approval.asked_by": DID,
    "volunteers.Approval.decided_by": DID,
    "volunteers.AuthorisedItem.approver": DID,
    "volunteers.Clearance.recorded_by": DID,
    "volunteers.ClearanceEvent.by": DID,
    "volunteers.Correction.answered_by": DID,
    "volunteers.Entrant.user": "is their own record as somebody who comes in",
    "volunteers.ExitTick.by": DID,
    "volunteers.GateList.taken_by": DID,
    "volunteers.GateOverride.approver": DID,
    "volunteers.Merge.by": DID,
    "volunteers.RegimeNotice.by": DID,
    "volunteers.SupervisionDigest.supervisor": DID,
    "volunteers.SupervisionNote.supervisor": "says who held the talk; whoever takes over does not read what was said",
    "volunteers.TrainingBooking.booked_by": DID,
    "volunteers.TrainingRecord.recorded_by": DID,
    "wagtailadmin.EditingSession.user": BRIEF,
    "wagtailadmin.FormState.user": BRIEF,
    "wagtailcore.APIToken.user": OWN,
    "wagtailcore.Comment.resolved_by": "the editor's comments are switched off",
    "wagtailcore.Comment.user": "the editor's comments are switched off",
    "wagtailcore.CommentReply.user": "the editor's comments are switched off",
    "wagtailcore.ModelLogEntry.user": DID,
    "wagtailcore.Page.locked_by": "any curator of the prison may unlock it",
    "wagtailcore.Page.owner": DID,
    "wagtailcore.PageLogEntry.user": DID,
    "wagtailcore.PageSubscription.user": OWN,
    "wagtailcore.Revision.user": DID,
    "wagtailcore.TaskState.finished_by": DID,
    "wagtailcore.UploadedFile.uploaded_by_user": BRIEF,
    "wagtailcore.WorkflowState.requested_by": ANYBODY,
    "wagtaildocs.Document.uploaded_by_user": DID,
    "wagtailimages.Image.uploaded_by_user": DID,
    "wagtailusers.UserProfile.user": OWN,
}


def test_every_link_to_somebody_is_handed_over_or_stays_for_a_reason():
    links = {f"{link.model._meta.label}.{link.name}" for link in pointing_at(User)}
    handed = {work.link for work in all_work()}
    assert handed <= links
    assert links - handed - set(STAYS) == set(), "register these in the app's open_work.py, or say here why they stay"
    assert set(STAYS) - (links - handed) == set(), "these are handed over, or gone: take them out"


# --- Each kind of work, from whoever may have it to whoever may have it ---------------------------------------------


def _referral_made(user, prison):
    return referral(service(prison), referrer=user, status="sent"), "referrer"


def _referral_assigned(user, organisation):
    return referral(service(organisation=organisation), status="accepted", assigned_to=user), "assigned_to"


def _role_in_prison(user, prison):
    return make.position(prison, supervisor=user), "supervisor"


def _role_of_organisation(user, organisation):
    return make.position(PrisonFactory(), organisation, supervisor=user), "supervisor"


def _training(user, prison):
    return make.training_session(prison, trainer=user), "trainer"


def _post(user, prison):
    began = timezone.localdate() - timedelta(days=30)
    return Appointment.objects.create(prison=prison, post="deputy", name=user.name, user=user, starts_on=began), "user"


def _sponsorship(user, prison):
    began = timezone.localdate() - timedelta(days=30)
    return Appointment.objects.create(prison=prison, post="sponsor", name=user.name, user=user, starts_on=began), "user"


#: By kind of work: the role of whoever leaves, and how they come to have some.
MADE = {
    "coordinator.posts": ("deputy", _post),
    "coordinator.sponsorship": ("sponsor", _sponsorship),
    "referrals.assigned": ("worker", _referral_assigned),
    "referrals.made": ("staff", _referral_made),
    "volunteers.supervised-organisation": ("lead", _role_of_organisation),
    "volunteers.supervised-prison": ("deputy", _role_in_prison),
    "volunteers.training": ("safer-custody", _training),
}


def test_each_kind_of_work_is_tried():
    assert set(MADE) == {work.code for work in all_work()}


@pytest.fixture(params=sorted(MADE))
def case(request):
    """A kind of work, its scope, who leaves, who shows them out, and the row that they have open."""
    work = next(work for work in all_work() if work.code == request.param)
    role, made = MADE[work.code]
    scope = PrisonFactory() if work.kind == ScopeKind.PRISON else OrganisationFactory()
    leaver = user_with_role(role, scope)
    row, field = made(leaver, scope)
    # A lead and a coordinator are shown out by a colleague or by an administrator.
    return work, scope, leaver, user_with_role("administrator"), row, field


def _holder_now(work, row, field):
    """Return who has the work now: of a post, who is appointed to it today."""
    if isinstance(row, Appointment):
        held = Appointment.objects.on().filter(prison=row.prison, post=row.post).first()
        return held.user if held else None
    return getattr(type(row).objects.get(pk=row.pk), field)


def test_it_goes_to_the_colleague_who_was_chosen_and_the_trail_says_so(case, client):
    work, scope, leaver, by, row, field = case
    colleague = _colleague(work, scope)
    stranger = _colleague(work, PrisonFactory() if work.kind == ScopeKind.PRISON else OrganisationFactory())
    client.force_login(by)
    where = {"kind": work.kind.value, "key": str(scope.pk), "pk": leaver.pk}
    address = reverse("accounts:leaver", kwargs=where)
    page = client.get(address).content.decode()
    assert colleague.name in page
    assert stranger.name not in page
    client.post(address, {work.code: str(stranger.pk)})
    assert _holder_now(work, row, field) == leaver, "nobody from elsewhere may have it"
    client.post(address, {work.code: str(colleague.pk)})
    assert _holder_now(work, row, field) == colleague
    assert not work.rows(leaver, scope).exists()
    handed = AuditEvent.objects.get(event="work.handed-over", about_id=str(leaver.pk))
    assert handed.details == {"kind": work.code, "count": 1}
    assert AuditEvent.objects.filter(about_id=str(row.pk), actor_id=str(by.pk)).exists()


def test_where_nobody_may_have_it_work_that_may_wait_keeps_nobody_from_leaving(case, client):
    work, scope, leaver, by, row, field = case
    assert colleagues(leaver, scope, work.permission) == []
    client.force_login(by)
    where = {"kind": work.kind.value, "key": str(scope.pk), "pk": leaver.pk}
    page = client.get(reverse("accounts:leaver", kwargs=where)).content.decode()
    client.post(reverse("accounts:leaver", kwargs=where))
    if work.may_wait:
        assert "they stay without a name" in page
        assert _holder_now(work, row, field) is None
        assert AuditEvent.objects.get(event="work.left-open").details == {"kind": work.code, "count": 1}
    else:
        assert "Invite a colleague first" in page
        assert _holder_now(work, row, field) == leaver


def _colleague(work, scope):
    """Return somebody of a scope whose role permits the work."""
    role = next(r for r in ROLES.values() if work.permission in r.permissions and r.kind == work.kind)
    return user_with_role(role.code, scope, name=f"Colleague of {scope.pk}")


def test_what_has_been_stays_and_what_is_elsewhere_too():
    prison, other = PrisonFactory(), PrisonFactory()
    leaver = user_with_role("safer-custody", prison)
    been = make.training_session(prison, trainer=leaver, on=timezone.localdate() - timedelta(days=1))
    off = make.training_session(prison, trainer=leaver, cancelled_at=timezone.now())
    elsewhere = make.training_session(other, trainer=leaver)
    leave(user=leaver, scope=prison, by=user_with_role("coordinator", prison), hand_to={})
    assert set(TrainingSession.objects.filter(trainer=leaver)) == {been, off, elsewhere}


def test_a_role_stays_with_whoever_still_looks_after_it_in_the_organisation():
    prison, organisation = PrisonFactory(), OrganisationFactory()
    leaver = user_with_role("deputy", prison)
    grant_role(user=leaver, role=ROLES["lead"], scope=organisation, by=None)
    kept, given = make.position(prison, organisation, supervisor=leaver), make.position(prison, supervisor=leaver)
    coordinator = user_with_role("coordinator", prison)
    leave(user=leaver, scope=prison, by=coordinator, hand_to={"volunteers.supervised-prison": coordinator})
    assert set(Position.objects.filter(supervisor=leaver)) == {kept}
    assert Position.objects.get(pk=given.pk).supervisor == coordinator
