"""What an organisation changes in its listing: some of it at once, the rest when the prison approves."""

import datetime

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from wagtail.models import TaskState, WorkflowState

from core.models import AuditEvent
from directory.actions.listings import change_live
from directory.actions.prisons import open_prison
from directory.actions.proposals import (
    approve_proposal,
    changed_since,
    decline_proposal,
    propose_change,
    withdraw_proposal,
)
from directory.enums import ProposalState
from directory.listing_content import LIVE_AT_ONCE, NEEDS_APPROVAL
from directory.models import ListingProposal, ServicePage
from tests.factories.accounts import UserFactory, user_with_role
from tests.factories.directory import GroupFactory, NeedFactory, OrganisationFactory, PrisonFactory, service

pytestmark = pytest.mark.django_db


@pytest.fixture
def prison():
    prison = PrisonFactory()
    open_prison(prison=prison, by=None)
    return prison


@pytest.fixture
def organisation():
    return OrganisationFactory()


@pytest.fixture
def listing(prison, organisation):
    return service(
        prison,
        organisation=organisation,
        title="Grief group",
        summary="Old summary",
        contact_name="Old Contact",
        needs=[NeedFactory(slug="grief")],
        sessions=[{"weekday": 0, "starts": datetime.time(9), "ends": datetime.time(10), "place": "Chapel"}],
    )


@pytest.fixture
def worker(organisation):
    return user_with_role("worker", organisation)


@pytest.fixture
def coordinator(prison):
    return user_with_role("coordinator", prison)


def live(listing):
    return ServicePage.objects.get(pk=listing.pk)


def draft(listing):
    return live(listing).get_latest_revision_as_object()


def events():
    return list(
        AuditEvent.objects.filter(event__startswith="listing.").order_by("sequence").values_list("event", flat=True)
    )


TUESDAY = {"weekday": 1, "starts": "14:00:00", "ends": "16:00:00", "place": "Library"}


def test_times_and_contacts_are_live_at_once(listing, worker):
    outcome = propose_change(page=listing, changes={"sessions": [TUESDAY], "contact_name": "New Contact"}, by=worker)
    assert set(outcome.live_at_once) == {"sessions", "contact_name"}
    assert outcome.proposal is None
    assert [str(session) for session in live(listing).sessions.all()] == ["Tue 14:00-16:00 Library"]
    assert live(listing).contact_name == "New Contact"
    assert not live(listing).has_unpublished_changes
    assert events() == ["listing.changed"]


def test_availability_is_set_at_once(listing, worker):
    propose_change(page=listing, changes={}, by=worker, availability={"availability": "waiting-list", "wait_weeks": 3})
    listing.status.refresh_from_db()
    assert (listing.status.availability, listing.status.typical_wait_weeks) == ("waiting-list", 3)


def test_words_and_needs_wait_while_the_approved_version_stays_live(listing, worker):
    need = NeedFactory(slug="loneliness")
    outcome = propose_change(page=listing, changes={"summary": "New summary", "needs": [need]}, by=worker)
    assert outcome.live_at_once == ()
    assert sorted(outcome.proposal.after) == ["needs", "summary"]
    assert live(listing).summary == "Old summary"
    assert [n.slug for n in live(listing).needs.all()] == ["grief"]
    assert draft(listing).summary == "New summary"
    assert live(listing).workflow_in_progress
    assert events() == ["listing.change_proposed"]


def test_nothing_new_proposes_nothing(listing, worker):
    same = [{"weekday": 0, "starts": datetime.time(9), "ends": datetime.time(10), "place": "Chapel"}]
    outcome = propose_change(
        page=listing,
        changes={"summary": "Old summary", "needs": list(listing.needs.all()), "sessions": same},
        by=worker,
    )
    assert outcome == type(outcome)((), None)
    assert events() == []


def test_approval_makes_it_live(listing, worker, coordinator):
    proposal = propose_change(page=listing, changes={"summary": "New summary"}, by=worker).proposal
    approve_proposal(proposal=proposal, by=coordinator)
    proposal.refresh_from_db()
    assert (proposal.state, proposal.decided_by) == (ProposalState.APPROVED, coordinator)
    assert live(listing).summary == "New summary"
    assert not live(listing).has_unpublished_changes
    assert WorkflowState.objects.get().status == WorkflowState.STATUS_APPROVED
    assert events() == ["listing.change_proposed", "listing.change_approved"]


def test_turning_down_leaves_the_live_version_and_gives_the_reason(listing, worker, coordinator):
    proposal = propose_change(page=listing, changes={"summary": "New summary"}, by=worker).proposal
    decline_proposal(proposal=proposal, by=coordinator, reason="Say who may come.")
    proposal.refresh_from_db()
    assert (proposal.state, proposal.reason) == (ProposalState.DECLINED, "Say who may come.")
    assert live(listing).summary == "Old summary"
    assert draft(listing).summary == "Old summary"
    assert not live(listing).has_unpublished_changes
    task = TaskState.objects.get()
    assert (task.status, task.comment) == (TaskState.STATUS_REJECTED, "Say who may come.")
    assert WorkflowState.objects.get().status == WorkflowState.STATUS_CANCELLED


def test_turning_down_needs_a_reason(listing, worker, coordinator):
    proposal = propose_change(page=listing, changes={"summary": "New summary"}, by=worker).proposal
    with pytest.raises(ValidationError, match="Give a reason"):
        decline_proposal(proposal=proposal, by=coordinator, reason=" ")


def test_nothing_is_decided_twice(listing, worker, coordinator):
    proposal = propose_change(page=listing, changes={"summary": "New summary"}, by=worker).proposal
    approve_proposal(proposal=proposal, by=coordinator)
    with pytest.raises(ValidationError, match="decided already"):
        decline_proposal(proposal=proposal, by=coordinator, reason="Late")
    with pytest.raises(ValidationError, match="decided already"):
        withdraw_proposal(proposal=proposal, by=worker)


def test_withdrawn_by_the_organisation(listing, worker):
    proposal = propose_change(page=listing, changes={"summary": "New summary"}, by=worker).proposal
    withdraw_proposal(proposal=proposal, by=worker)
    proposal.refresh_from_db()
    assert proposal.state == ProposalState.WITHDRAWN
    assert not live(listing).workflow_in_progress
    assert draft(listing).summary == "Old summary"


def test_a_second_change_joins_the_one_that_waits(listing, worker):
    first = propose_change(page=listing, changes={"summary": "New summary"}, by=worker).proposal
    second = propose_change(page=listing, changes={"does_not": "No lifts."}, by=worker).proposal
    assert second == first
    assert sorted(second.after) == ["does_not", "summary"]
    assert (draft(listing).summary, draft(listing).does_not) == ("New summary", "No lifts.")
    assert WorkflowState.objects.count() == 1
    assert TaskState.objects.get().revision_id == second.revision_id == live(listing).latest_revision_id


def test_changing_back_withdraws(listing, worker):
    propose_change(page=listing, changes={"summary": "New summary"}, by=worker)
    assert propose_change(page=listing, changes={"summary": "Old summary"}, by=worker).proposal is None
    assert ListingProposal.objects.get().state == ProposalState.WITHDRAWN
    assert not live(listing).has_unpublished_changes


def test_times_go_live_while_words_wait_and_both_survive(listing, worker, coordinator):
    proposal = propose_change(page=listing, changes={"summary": "New summary"}, by=worker).proposal
    propose_change(page=listing, changes={"sessions": [TUESDAY]}, by=worker)
    assert live(listing).summary == "Old summary"
    assert live(listing).sessions.get().weekday == 1
    approve_proposal(proposal=proposal, by=coordinator)
    assert live(listing).summary == "New summary"
    assert [str(session) for session in live(listing).sessions.all()] == ["Tue 14:00-16:00 Library"]


def test_one_submission_splits_into_both_tiers(listing, worker):
    outcome = propose_change(page=listing, changes={"summary": "New", "contact_phone": "x4321"}, by=worker)
    assert outcome.live_at_once == ("contact_phone",)
    assert live(listing).contact_phone == "x4321"
    assert live(listing).summary == "Old summary"
    assert draft(listing).contact_phone == "x4321"


def test_a_curators_unfinished_draft_survives_both_decisions(listing, worker, coordinator):
    for decide in (
        lambda p: approve_proposal(proposal=p, by=coordinator),
        lambda p: decline_proposal(proposal=p, by=coordinator, reason="Not now."),
    ):
        unfinished = live(listing)
        unfinished.description = "Half a sent"
        unfinished.save_revision(user=coordinator)
        proposal = propose_change(page=listing, changes={"summary": f"New {decide}"}, by=worker).proposal
        assert draft(listing).description == ""
        propose_change(page=listing, changes={"contact_phone": f"x{ListingProposal.objects.count()}"}, by=worker)
        decide(proposal)
        assert live(listing).description == ""
        assert draft(listing).description == "Half a sent"
        assert draft(listing).summary == live(listing).summary
        assert draft(listing).contact_phone == live(listing).contact_phone
        assert live(listing).has_unpublished_changes


def test_a_proposal_on_top_of_a_newer_live_version_is_flagged_and_keeps_the_rest(listing, worker, coordinator):
    proposal = propose_change(page=listing, changes={"summary": "Theirs"}, by=worker).proposal
    assert changed_since(proposal) == []
    newer = live(listing)
    newer.summary, newer.how_to_refer = "Importer's", "Ring the office."
    newer.save_revision().publish()
    proposal.refresh_from_db()
    assert proposal.is_waiting
    assert changed_since(proposal) == ["summary"]
    approve_proposal(proposal=proposal, by=coordinator)
    assert (live(listing).summary, live(listing).how_to_refer) == ("Theirs", "Ring the office.")


def test_a_curators_edit_on_top_of_the_proposal_is_what_goes_live(listing, worker, coordinator):
    proposal = propose_change(page=listing, changes={"summary": "Theirs, long"}, by=worker).proposal
    edited = draft(listing)
    edited.summary = "Theirs, shorter"
    edited.save_revision(user=coordinator)
    approve_proposal(proposal=proposal, by=coordinator)
    assert live(listing).summary == "Theirs, shorter"


def test_publishing_the_proposal_in_the_editor_counts_as_approval(listing, worker, coordinator):
    proposal = propose_change(page=listing, changes={"summary": "New summary"}, by=worker).proposal
    draft(listing).save_revision(user=coordinator).publish(user=coordinator)
    proposal.refresh_from_db()
    assert (proposal.state, proposal.decided_by) == (ProposalState.APPROVED, coordinator)
    assert not live(listing).workflow_in_progress


def test_cancelling_in_the_editor_tells_the_organisation(listing, worker, coordinator):
    proposal = propose_change(page=listing, changes={"summary": "New summary"}, by=worker).proposal
    live(listing).current_workflow_state.cancel(user=coordinator)
    proposal.refresh_from_db()
    assert proposal.state == ProposalState.DECLINED
    assert "without a reason" in proposal.reason
    assert draft(listing).summary == "Old summary"


@pytest.mark.parametrize(("action", "state"), [("approve", ProposalState.APPROVED), ("reject", ProposalState.DECLINED)])
def test_wagtails_own_buttons_lead_to_the_same_actions(action, state, listing, worker, coordinator):
    proposal = propose_change(page=listing, changes={"summary": "New summary"}, by=worker).proposal
    task_state = live(listing).current_workflow_task_state
    task_state.task.specific.on_action(task_state, coordinator, action, comment="Because.")
    proposal.refresh_from_db()
    assert proposal.state == state
    assert events()[-1] == f"listing.change_{state}"


def test_a_listing_taken_down_cannot_be_brought_back_by_approving(listing, worker, coordinator):
    proposal = propose_change(page=listing, changes={"summary": "New summary"}, by=worker).proposal
    live(listing).unpublish()
    with pytest.raises(ValidationError, match="taken down"):
        approve_proposal(proposal=proposal, by=coordinator)
    with pytest.raises(ValidationError, match="not published"):
        propose_change(page=listing, changes={"summary": "Again"}, by=worker)


def test_change_live_without_a_draft_leaves_no_draft(listing, coordinator):
    change_live(page=listing, values={"contact_email": "new@example.org"}, by=coordinator)
    assert live(listing).contact_email == "new@example.org"
    assert not live(listing).has_unpublished_changes


def test_only_the_organisations_people_propose(listing, prison):
    others = [
        UserFactory(),
        user_with_role("worker", OrganisationFactory()),
        user_with_role("coordinator", prison),
        user_with_role("staff", prison),
        user_with_role("administrator"),
    ]
    for user in others:
        with pytest.raises(PermissionDenied):
            propose_change(page=listing, changes={"summary": "Mine now"}, by=user)


def test_only_this_prisons_curators_and_national_administrators_decide(listing, worker, prison):
    proposal = propose_change(page=listing, changes={"summary": "New summary"}, by=worker).proposal
    for user in (worker, user_with_role("coordinator", PrisonFactory()), user_with_role("staff", prison)):
        with pytest.raises(PermissionDenied):
            approve_proposal(proposal=proposal, by=user)
        with pytest.raises(PermissionDenied):
            decline_proposal(proposal=proposal, by=user, reason="No")
    approve_proposal(proposal=proposal, by=user_with_role("administrator"))


@pytest.mark.parametrize("field", ["staff_notes", "organisation", "review_months", "slug", "live", "adopted_from"])
def test_fields_of_the_prison_are_not_the_organisations(field, listing, worker):
    with pytest.raises(ValueError, match=field):
        propose_change(page=listing, changes={field: "x"}, by=worker)


def test_contradictions_are_refused(listing, worker):
    with pytest.raises(ValidationError, match="ends before it starts"):
        propose_change(page=listing, changes={"sessions": [{**TUESDAY, "ends": "13:00:00"}]}, by=worker)
    with pytest.raises(ValidationError, match="oldest age"):
        propose_change(page=listing, changes={"age_from": 30, "age_to": 20}, by=worker)
    assert not ListingProposal.objects.exists()


def test_a_group_it_is_not_for_can_be_proposed(listing, worker, coordinator):
    group = GroupFactory(slug="remand")
    proposal = propose_change(
        page=listing, changes={"exclusions": [{"group": group, "reason": "Sentenced only."}]}, by=worker
    ).proposal
    approve_proposal(proposal=proposal, by=coordinator)
    assert live(listing).exclusions.get().group == group


def test_every_field_of_a_listing_is_in_one_tier_or_the_prisons_own():
    prisons_own = {"prison", "organisation", "staff_notes", "review_months", "adopted_from", "page_ptr"}
    prisons_own |= {"never_by_name"}  # a safeguard: only the prison takes it away
    own = {f.name for f in [*ServicePage._meta.local_fields, *ServicePage._meta.local_many_to_many]}
    assert own - prisons_own <= {*LIVE_AT_ONCE, *NEEDS_APPROVAL}


def test_visible_to_those_concerned_only(listing, worker, coordinator):
    proposal = propose_change(page=listing, changes={"summary": "New summary"}, by=worker).proposal
    for user in (worker, coordinator, user_with_role("administrator")):
        assert list(ListingProposal.objects.visible_to(user)) == [proposal]
    for user in (
        UserFactory(),
        user_with_role("worker", OrganisationFactory()),
        user_with_role("coordinator", PrisonFactory()),
        user_with_role("staff", listing.prison),
    ):
        assert not ListingProposal.objects.visible_to(user).exists()
