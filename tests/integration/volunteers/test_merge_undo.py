"""A merge that is taken back leaves both records as they were, and keeps what happened in between."""

import datetime
from unittest import mock

import pytest
from django.apps import apps
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone
from django.utils.html import strip_tags
from hypothesis import Phase, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from accounts.models import Invitation
from core.models import AuditEvent, PrivacySettings
from core.retention import run
from tests.factories import volunteers as make
from tests.factories.accounts import UserFactory, user_with_role
from tests.factories.directory import OrganisationFactory, PrisonFactory
from tests.integration.volunteers.rows import rows
from volunteers import models as m
from volunteers.actions.approvals import ask_for_approval, decide
from volunteers.actions.clearance import record_status
from volunteers.actions.merge_undo import undo_merge
from volunteers.actions.merges import merge
from volunteers.actions.series import save_series, set_out
from volunteers.policies import NotPossible

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)
TODAY = timezone.localdate


def state():
    """Return every row of this app's tables as it stands, but for the merges themselves."""
    return rows(but=(m.Merge,))


class World:
    """One prison and more, and what a record can have."""

    def __init__(self):
        m.EntrySettings.load()
        self.prison, self.second = PrisonFactory(code="TSF"), PrisonFactory(code="TSG")
        self.organisation = OrganisationFactory()
        self.role = make.position(self.prison, self.organisation)
        self.by = user_with_role("coordinator", self.prison)
        self.security = user_with_role("security", self.prison)
        self.training = make.training_session(self.prison)
        self.day, self.series = make.session(self.prison), make.series(self.prison)
        self.kept, self.other = (make.entrant(self.prison, OrganisationFactory()) for _ in range(2))

    def give(self, who, thing):
        """Write one thing to a record."""
        getattr(self, f"_{thing}")(who)

    def _work(self, who):
        for position in (None, self.role):
            m.Engagement.objects.create(
                entrant=who, organisation=self.organisation, position=position, kind="volunteer"
            )

    def _clearance(self, who):
        held = make.clearance(who, self.prison)
        m.ClearanceEvent.objects.create(clearance=held, number=1, on=TODAY(), to_status="cleared")
        m.RenewalReminder.objects.create(clearance=held, expires_on=held.expires_on, days_before=90)
        who.approvals.update(clearance=held)

    def _approved(self, who):
        fields = {"decided_by": self.security, "asked_by": self.by, "expires_on": TODAY() + 99 * DAY}
        make.approve(who, self.prison, "approved", access_types=["set-areas", "radio"], **fields)

    def _approved_elsewhere(self, who):
        make.approve(who, self.second, "approved", decided_by=self.security)

    def _asked_elsewhere(self, who):
        make.approve(who, self.second, "asked")

    def _training(self, who):
        make.trained(who)

    def _booking(self, who):
        make.booking(self.training, who)

    def _attendance(self, who):
        m.Attendance.objects.create(day=self.day, entrant=who)

    def _series(self, who):
        self.series.people.add(who)

    def _override(self, who):
        days = {"starts_on": TODAY(), "ends_on": TODAY() + DAY}
        for prison in (self.prison, self.second):
            m.GateOverride.objects.create(
                entrant=who,
                prison=prison,
                covers=["training:acct-awareness"],
                reason="One day",
                approver=self.by,
                **days,
            )

    def _item(self, who):
        days = {"starts_on": TODAY(), "ends_on": TODAY() + DAY}
        m.AuthorisedItem.objects.create(entrant=who, prison=self.prison, item="Guitar", approver=self.by, **days)

    def _application(self, who):
        make.application(self.role, entrant=who)

    def _correction(self, who):
        m.Correction.objects.create(entrant=who, topic="name", words="The second name is wrong")

    def _note(self, who):
        m.SupervisionNote.objects.create(entrant=who, supervisor=self.by, held_on=TODAY(), note="Going well")

    def _exit(self, who):
        left = m.Exit.objects.create(entrant=who, prison=self.second, last_day=TODAY())
        m.ExitTick.objects.create(left=left, item=m.LeaverItem.objects.first(), by=self.by)

    def _calendar(self, who):
        m.CalendarFeed.objects.create(entrant=who, token_hash=str(who.pk))

    def _invitation(self, who):
        expires = timezone.now() + 7 * DAY
        invited = Invitation.objects.create(email=f"{who.pk}@example.org", role="volunteer", expires_at=expires)
        m.OwnPageInvitation.objects.create(entrant=who, invitation=invited)

    def _account(self, who):
        who.user = UserFactory()
        who.save()


THINGS = sorted(name[1:] for name in vars(World) if name.startswith("_") and not name.startswith("__"))
ONE_OR_BOTH = st.sampled_from(["neither", "kept", "other", "both"])


class AnyTwoRecords(TestCase):
    """Whatever two records hold, both or one of them: there and back is nothing at all."""

    @hypothesis_settings(max_examples=40, phases=[Phase.explicit, Phase.generate])
    @given(has=st.fixed_dictionaries(dict.fromkeys(THINGS, ONE_OR_BOTH)))
    def test_there_and_back_is_nothing(self, has):
        if has["account"] == "both":
            has["account"] = "other"
        if has["asked_elsewhere"] != "neither":
            has["approved_elsewhere"] = "neither"
        world = World()
        for thing, whose in has.items():
            for name in ("kept", "other"):
                if whose in (name, "both"):
                    world.give(getattr(world, name), thing)
        before = state()
        made = merge(kept=world.kept, taken_in=world.other, by=world.by)
        assert m.Approval.objects.filter(pk__in=made.moved["volunteers.Approval"], status="approved").count() == 0
        undo_merge(made=made, by=world.by)
        assert state() == before


def test_every_table_of_people_is_moved_or_follows_from_one_that_is():
    """A table that points at people and is forgotten would leave something behind with a record nobody sees."""
    pointing = {
        table
        for table in apps.get_app_config("volunteers").get_models()
        for field in table._meta.concrete_fields
        if field.related_model is m.Entrant and table not in (m.Entrant, m.Merge)
    }
    from volunteers.actions.merges import MOVES

    assert pointing == {table for table, _unique in MOVES}


@pytest.fixture
def world(db):
    return World()


@pytest.fixture
def approved(world):
    """Return a world in which the other record is approved at a second prison, which knows of that one only."""
    for thing in ("clearance", "approved_elsewhere", "override"):
        world.give(world.other, thing)
    world.elsewhere = user_with_role("security", world.second)
    return world


def approval_at(who, prison):
    return m.Approval.objects.get(entrant=who, prison=prison)


def test_a_decision_that_stands_again_is_audited_at_its_prison(approved):
    made = merge(kept=approved.kept, taken_in=approved.other, by=approved.by)
    assert approval_at(approved.kept, approved.second).status == "asked"
    assert not m.GateOverride.objects.filter(prison=approved.second, ended_at=None).exists()
    undo_merge(made=made, by=approved.by)
    assert approval_at(approved.other, approved.second).status == "approved"
    assert m.GateOverride.objects.filter(prison=approved.second, ended_at=None).count() == 1
    events = list(AuditEvent.objects.order_by("pk").values_list("event", "scope_key"))[-2:]
    assert [event for event, _scope in events] == ["approval.restored", "entrant.merge-undone"]
    assert events[0][1] == approved.second.pk


@pytest.mark.parametrize(
    ("status", "after"), [("approved", "asked"), ("not-approved", "not-approved"), ("suspended", "suspended")]
)
def test_what_security_decided_about_both_together_is_asked_anew_and_a_refusal_stays(approved, status, after):
    made = merge(kept=approved.kept, taken_in=approved.other, by=approved.by)
    decide(approval=approval_at(approved.kept, approved.second), status=status, by=approved.elsewhere)
    undo_merge(made=made, by=approved.by)
    assert approval_at(approved.other, approved.second).status == after
    assert not m.GateOverride.objects.filter(prison=approved.second, ended_at=None).exists()


def test_a_new_decision_about_the_one_that_stays_asks_anew_for_both(world):
    """Both are known at one prison: what it says of the person in between is about both."""
    for who in (world.kept, world.other):
        world.give(who, "approved")
    made = merge(kept=world.kept, taken_in=world.other, by=world.by)
    decide(approval=approval_at(world.kept, world.prison), status="suspended", by=world.security)
    undo_merge(made=made, by=world.by)
    assert approval_at(world.kept, world.prison).status == "suspended"
    assert approval_at(world.other, world.prison).status == "asked"


def test_limits_that_came_in_between_keep_every_decision_waiting(approved):
    make.approve(approved.other, approved.prison, "approved")
    make.approve(approved.kept, approved.prison, "approved")
    made = merge(kept=approved.kept, taken_in=approved.other, by=approved.by)
    record_status(clearance=m.Clearance.objects.get(), status="cleared-with-limits", on=TODAY(), by=approved.by)
    undo_merge(made=made, by=approved.by)
    assert set(approved.other.approvals.values_list("status", flat=True)) == {"asked"}


def test_what_was_written_in_between_stays_where_it_is(world):
    """A row that moved returns as it now is; a new one stays with the record that it was written to."""
    for thing in ("clearance", "training", "note"):
        world.give(world.other, thing)
    made = merge(kept=world.kept, taken_in=world.other, by=world.by)
    record_status(clearance=m.Clearance.objects.get(), status="suspended", on=TODAY(), by=world.by)
    new = make.trained(m.Entrant.objects.get(pk=world.kept.pk), "boundaries")
    asked = ask_for_approval(entrant=world.kept, prison=world.second, agreed_on=TODAY(), by=world.by)
    m.SupervisionNote.objects.update(reply="Thank you")
    undo_merge(made=made, by=world.by)
    assert world.other.clearances.get().status == "suspended"
    assert world.other.supervision.get().reply == "Thank you"
    assert list(world.kept.training.all()) == [new]
    assert world.other.training.get().module.slug == "acct-awareness"
    assert list(m.Approval.objects.filter(prison=world.second)) == [asked]
    assert asked.entrant == world.kept


@pytest.mark.parametrize("shared", [True, False])
def test_days_set_out_in_between_are_for_whoever_comes(world, shared):
    people = [world.kept, world.other] if shared else [world.other]
    world.series.people.set(people)
    made = merge(kept=world.kept, taken_in=world.other, by=world.by)
    assert list(world.series.people.all()) == [world.kept]
    set_out(series=world.series)
    expected = m.Attendance.objects.filter(day__series=world.series)
    days = world.series.days.count()
    assert days > 2
    assert set(expected.values_list("entrant", flat=True)) == {world.kept.pk}
    undo_merge(made=made, by=world.by)
    assert set(world.series.people.all()) == set(people)
    assert expected.filter(entrant=world.other).count() == days
    assert expected.filter(entrant=world.kept).count() == (days if shared else 0)


def test_whoever_was_taken_off_a_session_in_between_stays_off(world):
    world.give(world.other, "series")
    made = merge(kept=world.kept, taken_in=world.other, by=world.by)
    save_series(series=world.series, people=[], by=world.by)
    undo_merge(made=made, by=world.by)
    assert not world.series.people.exists()


def test_an_account_that_is_gone_is_left_out(approved):
    made = merge(kept=approved.kept, taken_in=approved.other, by=approved.by)
    approved.security.delete()
    undo_merge(made=made, by=approved.by)
    restored = approval_at(approved.other, approved.second)
    assert (restored.status, restored.decided_by) == ("approved", None)


def test_nobody_takes_back_a_merge_of_their_own_record(world):
    made = merge(kept=world.kept, taken_in=world.other, by=world.by)
    m.Entrant.objects.filter(pk=world.other.pk).update(email=world.by.email)
    with pytest.raises(PermissionDenied):
        undo_merge(made=made, by=world.by)


def test_merges_of_merges_come_apart_in_turn(world):
    third = make.entrant(world.prison, OrganisationFactory())
    for who, thing in ((world.other, "approved_elsewhere"), (world.other, "training"), (world.kept, "note")):
        world.give(who, thing)
    before = state()
    first = merge(kept=world.kept, taken_in=world.other, by=world.by)
    second = merge(kept=third, taken_in=m.Entrant.objects.get(pk=world.kept.pk), by=world.by)
    with pytest.raises(PermissionDenied):
        undo_merge(made=first, by=world.by)
    undo_merge(made=second, by=world.by)
    undo_merge(made=m.Merge.objects.get(pk=first.pk), by=world.by)
    assert state() == before


def test_after_thirty_days_the_record_says_so_and_nothing_changes(client, approved):
    made = merge(kept=approved.kept, taken_in=approved.other, by=approved.by)
    client.force_login(approved.by)
    page = reverse("volunteers:person", kwargs={"pk": approved.kept.pk})
    address = reverse("volunteers:undo_merge", kwargs={"pk": approved.kept.pk, "merge": made.pk})
    last = made.undo_until
    said = client.get(page).content.decode()
    assert f"That can be undone up to and including {last:%-d %B %Y}." in strip_tags(said)
    assert address in said
    before = state()
    with mock.patch("django.utils.timezone.localdate", return_value=last + DAY):
        with pytest.raises(NotPossible, match="can be undone up to and including"):
            undo_merge(made=made, by=approved.by)
        late = client.post(address, follow=True).content.decode()
    assert f"A merge can be undone up to and including {last:%-d %B %Y} only." in strip_tags(late)
    assert address not in late
    assert f"That can no longer be undone: it could be up to and including {last:%-d %B %Y}." in strip_tags(late)
    assert state() == before


def test_who_merged_and_who_had_decided_before_is_forgotten(approved):
    merge(kept=approved.kept, taken_in=approved.other, by=approved.by)
    assert str(approved.security.pk) in str(m.Merge.objects.get().written_back)
    m.Merge.objects.update(created_at=timezone.now() - (PrivacySettings.load().acted_days + 1) * DAY)
    done = next(done for done in run() if done.rule.code == "volunteers.merges")
    assert (done.count, done.error) == (1, "")
    held = m.Merge.objects.get()
    assert (held.by, held.written_back) == (None, {})
    assert not next(done for done in run() if done.rule.code == "volunteers.merges").count
