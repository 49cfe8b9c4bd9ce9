"""Two thousand random grants, ends and checks: guardian, groups, page permissions and `visible_to` always agree.

What is expected is kept in a plain set beside the database, so that no code under test says what is right.
"""

import datetime
import random
from collections import Counter

import pytest
from django.apps import apps
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts import guardian
from accounts.actions import end_role, grant_role
from accounts.models import RoleAssignment, User
from accounts.role_groups import differences, repair
from accounts.roles import ANSWER_REFERRALS, CURATE_LISTINGS, REFER, ROLES, ScopeKind
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
        self.referrals = []
        for prison, organisation in zip(self.prisons, self.organisations, strict=True):
            page = service(prison, organisation=organisation)
            for user, status in zip(self.users, ["sent", "draft", "accepted"] * 3, strict=False):
                self.referrals.append(referral(page, referrer=user, status=status, person=person(prison)))

    def scopes(self, kind):
        return {ScopeKind.PRISON: self.prisons, ScopeKind.ORGANISATION: self.organisations}.get(kind, [None])

    def in_force(self, user):
        """Return the (role, scope) pairs that the user holds today."""
        return {
            (role, scope)
            for (who, role, scope), (start, end) in self.held.items()
            if who == user.pk and start <= self.today and (end is None or end > self.today)
        }

    def may(self, user, codename, scope):
        return any(
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
    if not model.held:
        return
    who, role, scope = rng.choice(list(model.held))
    row = RoleAssignment.objects.held_in(scope).filter(user=who, role=role).latest("created_at")
    end_role(assignment=row, by=None)
    del model.held[who, role, scope]


def next_day(model, rng):
    """Let a day pass: every date of the database lies a day further back, then the daily command runs."""
    rows = list(RoleAssignment.objects.all())
    for row in rows:
        row.starts_on, row.ends_on = row.starts_on - ONE_DAY, row.ends_on and row.ends_on - ONE_DAY
    RoleAssignment.objects.bulk_update(rows, ["starts_on", "ends_on"], batch_size=200)
    model.today += ONE_DAY
    repair()
    model.held = {key: days for key, days in model.held.items() if days[1] is None or days[1] > model.today}


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


def test_everything_agrees_after_each_of_two_thousand_random_steps():
    rng, model, done = random.Random(20_260_401), Model(), Counter()
    for number in range(STEPS):
        step = rng.choices((grant, end, check, next_day), weights=(38, 27, 34, 1))[0]
        step(model, rng)
        done[step.__name__] += 1
        if number % 200 == 199:
            assert differences() == [], f"after step {number}"
    assert differences() == []
    assert sum(done.values()) == STEPS
    assert min(done["grant"], done["end"], done["check"]) > 400
    assert done["next_day"] >= 10


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
