"""A legal hold keeps, whatever the rule: each rule is carried out with somebody held at the end of each of its links.

The rules come from their registry and the links from the tables, so that a rule or a link that is added is tried too.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any, get_args, get_type_hints

import pytest
from django.db import models, transaction
from django.utils import timezone

from accounts.models import RoleAssignment, User
from core.models import LegalHold
from core.privacy import pointing_at
from core.retention import Rule, all_rules, run, runs
from core.retention.keeping import links_of
from core.subject_access import all_kinds
from referrals.models import Person
from tests.factories import volunteers as make
from tests.factories.accounts import UserFactory
from tests.factories.directory import PrisonFactory
from tests.factories.referrals import person
from tests.project.planted import plant_everything
from tests.project.planted.planting import row_of
from volunteers.models import Application, Entrant, Reference

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
LONG_AFTER = timedelta(days=20 * 365)

#: Somebody new of each sort that `manage.py legal_hold` can place a hold on.
SOMEBODY = {
    User: UserFactory,
    Person: lambda: person(PrisonFactory()),
    Entrant: lambda: make.entrant(PrisonFactory()),
    Application: lambda: make.application(make.position(PrisonFactory())),
    Reference: lambda: make.reference(
        make.application(make.position(PrisonFactory())), "answered", suits="yes", words="x"
    ),
}

#: Paths of two steps from a row that leaves to whom a hold may be placed on, by their end, that do not keep the row.
NOT_HELD_THROUGH = {
    "service__locked_by": "who edits the listing is nobody in what was said of a person",
    "service__owner": "who edits the listing is nobody in what was said of a person",
    "page__locked_by": "who edits the listing has no part in what another did with it",
    "page__owner": "who edits the listing has no part in what another did with it",
    "page_ptr__locked_by": "the listing itself, which is held by its own links to them",
    "page_ptr__owner": "the listing itself, which is held by its own links to them",
    "alias_of__locked_by": "no listing is an alias",
    "alias_of__owner": "no listing is an alias",
    "latest_revision__user": "the version is kept by its own rule",
    "live_revision__user": "the version is kept by its own rule",
    "revision__user": "the version is kept by its own rule",
    "draft_beneath__user": "the version is kept by its own rule",
    "workflow_state__requested_by": "the decision is kept by its own rule",
    "instead_of__person": "a referral that replaces another is about the same person",
    "instead_of__referrer": "the other referral is kept by its own rule; this one by who made it",
    "instead_of__assigned_to": "the other referral is kept by its own rule; this one by who has it",
    "merged_into__user": "of records that were merged into another none is due: it goes with that one",
    "merged_into__merged_into": "a record that was merged into another takes no third one in",
    "entrant__merged_into": "merging moves the rows to the record that stays",
    "kept__merged_into": "a record that was merged into another takes no third one in",
    "taken_in__merged_into": "the record that stays is `kept`",
    "taken_in__user": "merging moves the account to the record that stays",
    "position__supervisor": "who supervises a role says nothing of who applied for it",
    "meeting__by": "who planned the meeting did not write its actions down",
    "edition__published_by": "who published the edition did not hand its copies out",
    "handover__started_by": "who started a handover did not do each of its steps",
    "session__trainer": "who held the session has no part in who had a place",
    "record__entrant": "the training is of whoever had the place",
    "record__recorded_by": "the training is kept with the record of the person",
    "account_requests__decided_by": "who decided on a request has no part in the account that it led to",
    "comments_resolved__user": "the editor's comments are switched off",
    "wagtail_admin_comments__resolved_by": "the editor's comments are switched off",
    "current_task_state__finished_by": "among `task_states`",
    "handovers__giving_worker": "that somebody agreed to a handover; what they wrote of it are messages",
    "handovers__receiving_worker": "that somebody agreed to a handover; what they wrote of it are messages",
    "handed_over_from__giving_worker": "that somebody agreed to a handover; what they wrote of it are messages",
    "handed_over_from__receiving_worker": "that somebody agreed to a handover; what they wrote of it are messages",
    "handovers__person_asked_by": "who asked the person about a handover; what they wrote of it are messages",
    "handed_over_from__person_asked_by": "who asked the person about a handover; what they wrote of it are messages",
    "approvals__asked_by": "staff who dealt with a record do not make it theirs; the trail keeps that they did",
    "approvals__decided_by": "staff who dealt with a record do not make it theirs; the trail keeps that they did",
    "authorised_items__approver": "staff who dealt with a record do not make it theirs; the trail keeps that they did",
    "overrides__approver": "staff who dealt with a record do not make it theirs; the trail keeps that they did",
    "training__recorded_by": "staff who dealt with a record do not make it theirs; the trail keeps that they did",
    "events__by": "staff who dealt with a record do not make it theirs; the trail keeps that they did",
    "ticks__by": "staff who dealt with a record do not make it theirs; the trail keeps that they did",
    "kept__user": "of a merge only leaves who did it",
}


def steps_to_somebody(table: type[models.Model]) -> Iterator[str]:
    """Yield the links of a table that lead to whom a hold may be placed on."""
    for link in links_of(table):
        if table._meta.get_field(link).related_model in SOMEBODY:
            yield link


def two_steps(rule: Rule, table: type[models.Model]) -> Iterator[str]:
    """Yield the paths of two steps: through what a row points at, and through what the rule empties with it."""
    for link in links_of(table):
        for second in steps_to_somebody(table._meta.get_field(link).related_model):
            yield f"{link}__{second}"
    for link in pointing_at(table):
        if link.model in rule.covers and link.model is not table and not link.remote_field.hidden:
            for second in steps_to_somebody(link.model):
                if second != link.name:
                    yield f"{link.remote_field.get_accessor_name()}__{second}"


def routes(rule: Rule, table: type[models.Model]) -> list[str]:
    """Return every path by which a hold must keep a row; the empty one is the row itself."""
    itself = [""] if table in SOMEBODY else []
    longer = [path for path in two_steps(rule, table) if path not in NOT_HELD_THROUGH]
    return [*itself, *steps_to_somebody(table), *dict.fromkeys([*longer, *rule.held_through])]


def test_a_hold_can_be_placed_on_each_sort_of_subject():
    found = {one for kind in all_kinds() for one in get_args(get_type_hints(kind.find)["return"])}
    assert found - {type(None)} == set(SOMEBODY)


def test_every_rule_knows_its_longer_ways_to_whom_a_hold_may_be_placed_on():
    found = {
        (rule.code, path)
        for rule in all_rules()
        for path in two_steps(rule, rule.due(timezone.now()).model)
        if path not in rule.held_through
    }
    missing = sorted(f"{code}: {path}" for code, path in found if path not in NOT_HELD_THROUGH)
    assert missing == [], "add these to held_through, or say in NOT_HELD_THROUGH why the row may go"
    assert set(NOT_HELD_THROUGH) - {path for _code, path in found} == set()


@pytest.fixture
def planted() -> None:
    plant_everything()
    RoleAssignment.objects.update(ends_on=timezone.localdate())


def test_a_row_that_is_held_stays_and_its_neighbours_go(planted, monkeypatch):
    moment, wrong = timezone.now() + LONG_AFTER, []
    for rule in all_rules():
        monkeypatch.setattr(runs, "all_rules", lambda rule=rule: [rule])
        make_due(rule, moment)
        with undone():
            found = due(rule, moment)
            wrong += [] if found else [(rule.code, "", "finds nothing: plant a row in tests/project/planted/")]
            for sort in SOMEBODY.values():
                hold(sort())
            outcomes = run(at=moment)
            wrong += [(rule.code, "a stranger", outcome.error) for outcome in outcomes if outcome.error]
            wrong += [(rule.code, "a stranger", "keeps a row") for _key in due(rule, moment) & found]
        for route in routes(rule, rule.due(moment).model) if due(rule, moment) else ():
            with undone():
                wrong += tried(rule, moment, route)
        run(at=moment)
    assert wrong == []


def tried(rule: Rule, moment: datetime, route: str) -> list[tuple[str, str, str]]:
    """Hold somebody new at the end of a route from one row, carry the rule out, and return what is wrong then."""
    table = rule.due(moment).model
    found = due(rule, moment)
    row = table._base_manager.get(pk=min(found, key=str))
    hold(lead(row, route) if route else row)
    before = table._base_manager.filter(pk=row.pk).values().get()
    outcomes = run(at=moment)
    after = table._base_manager.filter(pk=row.pk).values().first()
    wrong = [(rule.code, route, outcome.error) for outcome in outcomes if outcome.error]
    wrong += [(rule.code, route, "went")] if after != before else []
    return wrong + [(rule.code, route, "a neighbour stayed") for key in due(rule, moment) & found - {row.pk}]


def due(rule: Rule, moment: datetime) -> set[Any]:
    return set(rule.due(moment - timedelta(days=rule.days())).values_list("pk", flat=True))


def make_due(rule: Rule, moment: datetime) -> None:
    """Where no row is due, make one, and name somebody where it may: some rules only take a name out."""
    table = rule.due(moment).model
    if due(rule, moment):
        return
    row = table._base_manager.first() or row_of(table)
    for link in steps_to_somebody(table):
        if getattr(row, link) is None:
            lead(row, link)


def lead(row: models.Model, route: str) -> models.Model:
    """Let the last link of a route from a row lead to somebody new, and return them; links on the way are filled."""
    first, _, rest = route.partition("__")
    field = type(row)._meta.get_field(first)
    if not rest:
        somebody = SOMEBODY[field.related_model]()
        type(row)._base_manager.filter(pk=row.pk).update(**{first: somebody})
        return somebody
    if field.one_to_many:
        return lead(getattr(row, first).first() or row_of(field.related_model), rest)
    through = getattr(row, first)
    if through is None:
        through = SOMEBODY.get(field.related_model, lambda: row_of(field.related_model))()
        type(row)._base_manager.filter(pk=row.pk).update(**{first: through})
    return lead(through, rest)


def hold(somebody: models.Model) -> None:
    LegalHold.objects.create(about_type=somebody._meta.label, about_id=str(somebody.pk), reason="Claim 1/26")


@contextmanager
def undone() -> Iterator[None]:
    """Undo in the database what is done inside."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
