"""Two thousand random steps: guardian, groups, page permissions and `visible_to` always agree.

Roles are granted, ended, suspended by the review, restored, taken up by invitation and left behind, and days pass.
What is expected is kept in a plain set beside the database, so that no code under test says what is right.
"""

import datetime
import random
from collections import Counter

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts import guardian
from accounts.actions import end_role, grant_role
from accounts.actions.invitations import accept_invitation, invite
from accounts.actions.leaving import leave
from accounts.actions.review import run_access_review
from accounts.actions.roles import restore_role
from accounts.models import RoleAssignment, User
from accounts.open_work import left_behind
from accounts.role_groups import differences, repair, sync_user
from accounts.roles import ANSWER_REFERRALS, CURATE_LISTINGS, REFER, ROLES, VOLUNTEER, ScopeKind
from directory.actions.prisons import open_prison
from directory.models import Organisation, Prison, PrisonPage
from referrals.models import Referral
from tests.factories.accounts import UserFactory, user_with_role
from tests.factories.directory import OrganisationFactory, PrisonFactory, service
from tests.factories.referrals import person, referral

pytestmark = pytest.mark.django_db
STEPS = 2000
ONE_DAY = datetime.timedelta(days=1)


class Model:
    """Who should hold what: (user, role, scope) with a first day and, once known, the day it ends."""

    def __init__(self):
        self.prisons = [PrisonFactory() for _ in range(3)]
        self.organisations = [OrganisationFactory() for _ in range(3)]
        self.pages = {prison.pk: open_prison(prison=prison, by=None) for prison in self.prisons}
        self.users = [UserFactory() for _ in range(7)]
        self.today = timezone.localdate()
        self.held = {}
        self.suspended = set()
        self.closed, self.times_closed = set(), 0
        self.boss = user_with_role("administrator")
        self.referrals = []
        for prison, organisation in zip(self.prisons, self.organisations, strict=True):
            page = service(prison, organisation=organisation)
            for user, status in zip(self.users, ["sent", "draft", "accepted"] * 3, strict=False):
                self.referrals.append(referral(page, referrer=user, status=status, person=person(prison)))

    def scopes(self, kind):
        return {ScopeKind.PRISON: self.prisons, ScopeKind.ORGANISATION: self.organisations}.get(kind, [None])

    def in_force(self, user):
        """Return the (role, scope) pairs that the user holds today."""
        return {(role, scope) for who, role, scope in self.keys_in_force() if who == user.pk}

    def keys_in_force(self):
        return {
            key
            for key, (start, end) in self.held.items()
            if start <= self.today and (end is None or end > self.today) and key not in self.suspended
        }

    def order(self, key):
        """Return what keys are sorted by, the same in every run: the keys of rows are not."""
        who, role, scope = key
        scopes = [*self.prisons, *self.organisations, None]
        return [user.pk for user in self.users].index(who), role, scopes.index(scope)

    def forget(self, key):
        del self.held[key]
        self.suspended.discard(key)

    def row(self, key):
        who, role, scope = key
        return RoleAssignment.objects.held_in(scope).filter(user=who, role=role).latest("created_at")

    def may(self, user, codename, scope):
        return user.pk not in self.closed and any(
            codename in ROLES[role].permissions and (where is None or where == scope)
            for role, where in self.in_force(user)
        )


def grant(model, rng):
    user, role = rng.choice(model.users), rng.choice(list(ROLES.values()))
    scope = rng.choice(model.scopes(role.kind))
    start = model.today + ONE_DAY * rng.choice([0, 0, 0, 1, 2])
    end = rng.choice([None, None, None, start + ONE_DAY * rng.randint(1, 3)])
    if (user.pk, role.code, scope) in model.held:
        return
    days = {"starts_on": days_now(model, start), "ends_on": end and days_now(model, end)}
    grant_role(user=User.objects.get(pk=user.pk), role=role, scope=scope, by=None, **days)
    model.held[user.pk, role.code, scope] = (start, end)


def days_now(model, day):
    """Return a day of the model's calendar in the computer's: the database is moved back, not the clock."""
    return timezone.localdate() + (day - model.today)


def end(model, rng):
    if model.held:
        key = rng.choice(list(model.held))
        end_role(assignment=model.row(key), by=None)
        model.forget(key)


def suspend(model, rng):
    """Nobody confirmed a role in time, or none of somebody's: the review suspends it, the account with the last."""
    keys = sorted((key for key in model.keys_in_force() if ROLES[key[1]].reviewed), key=model.order)
    if not keys:
        return
    chosen = [rng.choice(keys)]
    if rng.random() < 0.3:
        chosen = [key for key in keys if key[0] == chosen[0][0]]
    long_ago = timezone.localdate() - 200 * ONE_DAY
    late = [model.row(key).pk for key in chosen]
    RoleAssignment.objects.filter(pk__in=late).update(confirmed_on=long_ago, asked_on=long_ago)
    assert run_access_review().suspended == len(chosen)
    model.suspended.update(chosen)
    who = chosen[0][0]
    if not any(key[0] == who for key in model.keys_in_force()):
        model.closed.add(who)
        model.times_closed += 1
    assert User.objects.get(pk=who).is_active is (who not in model.closed)


def restore(model, rng):
    if model.suspended:
        key = rng.choice(sorted(model.suspended, key=model.order))
        restore_role(assignment=model.row(key), by=model.boss)
        model.suspended.discard(key)
        model.closed.discard(key[0])


def take_up(model, rng):
    """Somebody is invited and takes the role up: new, or suspended; a closed account opens with it."""
    # The own page is taken up with a record of the volunteer only: test_own_page_invitations.py.
    user, role = rng.choice(model.users), rng.choice([role for role in ROLES.values() if role != VOLUNTEER])
    key = (user.pk, role.code, rng.choice(model.scopes(role.kind)))
    waiting = [one for one in sorted(model.suspended, key=model.order) if model.held[one][1] is None]
    if waiting and rng.random() < 0.5:
        key = rng.choice(waiting)
    if key in model.held and key not in waiting:
        return
    holder = User.objects.get(pk=key[0])
    invitation = invite(email=holder.email, role=ROLES[key[1]], scope=key[2], by=model.boss)
    how = {"password": "candle tractor willow"} if key[0] in model.closed else {"by": holder}
    accept_invitation(invitation=invitation, **how)
    model.held.setdefault(key, (model.today, None))
    model.suspended.discard(key)
    model.closed.discard(key[0])


def leave_scope(model, rng):
    """Somebody leaves a prison or organisation; who takes their open work over must be able to see it."""
    keys = [key for key in model.held if key[2] is not None]
    if not keys:
        return
    who, _role, scope = rng.choice(keys)
    user = User.objects.get(pk=who)
    left = left_behind(user, scope)
    if not all(item.colleagues for item in left):
        with pytest.raises(ValidationError):
            leave(user=user, scope=scope, by=model.boss, hand_to={})
        return
    takers = {item.work.code: rng.choice(item.colleagues) for item in left}
    for taker in takers.values():
        assert any(where == scope for _role, where in model.in_force(taker))
        assert taker.pk not in model.closed
    leave(user=user, scope=scope, by=model.boss, hand_to=takers)
    for key in [key for key in model.held if key[0] == who and key[2] == scope]:
        model.forget(key)
    if not model.in_force(user) and any(key[0] == who for key in model.suspended):
        model.closed.add(who)
    for row in model.referrals:
        row.refresh_from_db(fields=["referrer"])


def next_day(model, rng):
    """Let a day pass: every date of the database lies a day further back, and what starts or ends today is moved.

    The daily command moves it, or each user's next sign-in does: either alone must be enough.
    """
    rows = list(RoleAssignment.objects.all())
    for row in rows:
        row.starts_on, row.ends_on = row.starts_on - ONE_DAY, row.ends_on and row.ends_on - ONE_DAY
    RoleAssignment.objects.bulk_update(rows, ["starts_on", "ends_on"], batch_size=200)
    before = model.keys_in_force()
    model.today += ONE_DAY
    moved = before ^ model.keys_in_force()
    found = differences()
    assert len([one for one in found if one.kind.startswith("member")]) == len(moved)
    assert {one.kind for one in found} <= {"member missing", "member too many", "group"}
    nothing_outlives_its_day(model)
    if rng.random() < 0.5:
        assert len(repair()) == len(found)
    else:
        for user in model.users:
            sync_user(User.objects.get(pk=user.pk))
    assert differences() == []
    for key in [key for key, days in model.held.items() if days[1] is not None and days[1] <= model.today]:
        model.forget(key)


def nothing_outlives_its_day(model):
    """What ended this midnight gives no more, before any command or request has moved anybody."""
    for user in (User.objects.get(pk=user.pk) for user in model.users):
        for own, codename in ((model.prisons, REFER), (model.organisations, ANSWER_REFERRALS)):
            allowed = set(type(own[0]).objects.where_allowed(user, codename))
            assert allowed <= {scope for scope in own if model.may(user, codename, scope)}


def check(model, rng):
    user = User.objects.get(pk=rng.choice(model.users).pk)
    held = model.in_force(user)
    names = {guardian.name_of_group(role, where.scope_kind if where else "national", where.scope_key if where else "")
             for role, where in held}  # fmt: skip
    assert set(user.groups.values_list("name", flat=True)) == names
    for table, own in ((Prison, model.prisons), (Organisation, model.organisations)):
        known = {codename for codename, _ in table._meta.permissions}
        codename = rng.choice(sorted(known))
        expected = {scope.pk for scope in own if model.may(user, codename, scope)}
        assert set(table.objects.where_allowed(user, codename).values_list("pk", flat=True)) == expected
        one = rng.choice(own)
        assert guardian.can(user, codename, one) is (one.pk in expected)
    prison = rng.choice(model.prisons)
    page = PrisonPage.objects.get(pk=model.pages[prison.pk].pk)
    assert page.permissions_for_user(user).can_edit() is model.may(user, CURATE_LISTINGS, prison)
    visible = {
        row.pk
        for row in model.referrals
        if (row.referrer_id == user.pk and model.may(user, REFER, row.prison))
        or (model.may(user, ANSWER_REFERRALS, row.organisation) and row.sent_at)
    }
    assert set(Referral.objects.visible_to(user).values_list("pk", flat=True)) == visible


#: How often each step is taken, in a hundred.
STEPPED = {grant: 28, end: 17, check: 38, suspend: 5, restore: 4, take_up: 4, leave_scope: 3, next_day: 1}


def test_everything_agrees_after_each_of_two_thousand_random_steps():
    """Nothing is repaired on the way, so that one step that leaves something out of step is found."""
    rng, model, done = random.Random(20_260_401), Model(), Counter()
    for number in range(STEPS):
        step = rng.choices(list(STEPPED), weights=list(STEPPED.values()))[0]
        step(model, rng)
        done[step.__name__] += 1
        if number % 100 == 99:
            assert differences() == [], f"after step {number}"
    assert differences() == []
    assert sum(done.values()) == STEPS
    assert all(done[step.__name__] > 0.7 * STEPS * share / 100 for step, share in STEPPED.items())
    assert model.times_closed >= 5


def tables_with_visible_to():
    ours = {"core", "accounts", "directory", "referrals", "volunteers", "search", "coordinator"}
    tables = [table for table in apps.get_models() if table._meta.app_label in ours]
    return [table for table in tables if hasattr(table._default_manager.all(), "visible_to")]


def queries_of_each_list(user):
    counted = {}
    for table in tables_with_visible_to():
        fresh = User.objects.get(pk=user.pk)
        list(table._default_manager.all().visible_to(User.objects.get(pk=user.pk)))  # content types are remembered
        with CaptureQueriesContext(connection) as captured:
            list(table._default_manager.all().visible_to(fresh))
        counted[table._meta.label] = len(captured)
    return counted


def test_a_list_costs_the_same_however_many_prisons_roles_and_grants_there_are():
    user = user_with_role("staff", PrisonFactory())
    grant_role(user=user, role=ROLES["worker"], scope=OrganisationFactory(), by=None)
    few = queries_of_each_list(user)
    assert len(few) >= 6
    for _ in range(8):
        prison, organisation = PrisonFactory(), OrganisationFactory()
        page = service(prison, organisation=organisation)
        referral(page, referrer=user, status="sent")
        for role in ROLES.values():
            if role.kind != ScopeKind.NATIONAL:
                scope = prison if role.kind == ScopeKind.PRISON else organisation
                grant_role(user=user, role=role, scope=scope, by=None)
    assert queries_of_each_list(user) == few
    assert Referral.objects.visible_to(user).count() >= 8
