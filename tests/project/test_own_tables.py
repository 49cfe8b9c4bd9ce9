"""The desk composes what other apps own and reaches into none of their tables but through their querysets.

A query of another app's table begins with a method that the app wrote, and goes on to no column that holds anything
about a person, in that table or behind a join: not to filter by it, not to sort by it, not to read it.
"""

import ast
import re
from importlib import import_module
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.db import models

from core.privacy import Kind, all_declarations, own_fields

APP = "coordinator"
ROOT = Path(settings.BASE_DIR) / APP
#: What Django gives every table. Beginning a query of another app's table with it means knowing its columns.
PLAIN = {name for name in dir(models.QuerySet) if not name.startswith("_")} - {"none"}
#: Ways round the tables' own managers.
BACK_DOORS = {"_default_manager", "_base_manager", "get_model", "cursor", "raw", "extra"}


def imported_models(tree: ast.AST) -> set[str]:
    """Return the names of other apps' tables that a module imports."""
    labels = {config.label for config in apps.get_app_configs() if config.label != APP}
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.split(".")[0] in labels:
            module = import_module(node.module)
            names = {alias.asname or alias.name: getattr(module, alias.name, None) for alias in node.names}
            found |= {name for name, each in names.items() if isinstance(each, type) and issubclass(each, models.Model)}
    return found


#: A path of columns in words, such as person__first_name.
PATH = re.compile(r"[a-z_]+(__[a-z_]+)*")


def names_of(label_is_wanted):
    """Return which columns hold something about a person, of the apps whose label is wanted."""
    return {
        name
        for label, fields in all_declarations().items()
        if label_is_wanted(label.split(".")[0])
        for name, field in fields.items()
        if field.kind != Kind.NOT_PERSONAL
    }


def personal_columns():
    """Return the columns of other apps that hold something about a person and whose name none of the desk's has."""
    own = {field.name for model in apps.get_app_config(APP).get_models() for field in own_fields(model)}
    return names_of(lambda label: label != APP) - own - {"name", "email", "at", "user"}


def personal_lookups(text: str) -> list[str]:
    """Return what a query is told of a column that holds something about a person, plainly or behind a join."""
    tree, columns, found = ast.parse(text), personal_columns(), []
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call) or _called(node) not in QUERYING:
            continue
        words = [(keyword.arg or "") for keyword in node.keywords]
        given = [each for argument in node.args for each in ast.walk(argument)]
        words += [
            each.value.lstrip("-") for each in given if isinstance(each, ast.Constant) and isinstance(each.value, str)
        ]
        for path in filter(PATH.fullmatch, words):
            if set(path.split("__")) & columns or path.startswith(tuple(f"{name}__" for name in PEOPLE)):
                found.append(f"line {node.lineno}: {path}")
    return found


#: Ways to the tables of people, whatever is asked of these.
PEOPLE = ("person", "entrant", "referrer", "raised_by", "assigned_to", "user")
#: Where a query, or a part of one, takes columns.
QUERYING = (PLAIN - {"create", "bulk_create"}) | {
    "Q",
    "F",
    "Count",
    "Sum",
    "Avg",
    "Min",
    "Max",
    "OuterRef",
    "Prefetch",
    "When",
}


def _called(node: ast.Call) -> str:
    return getattr(node.func, "attr", "") or getattr(node.func, "id", "")


def sources() -> list[Path]:
    return [path for path in sorted(ROOT.rglob("*.py")) if "migrations" not in path.parts]


def plain_beginnings(text: str) -> list[str]:
    """Return queries of other apps' tables that begin with a method that every table has, and back doors."""
    tree = ast.parse(text)
    foreign, found = imported_models(tree), []
    for node in ast.walk(tree):
        if not isinstance(node, ast.Attribute):
            continue
        manager = node.value
        begins = (
            isinstance(manager, ast.Attribute)
            and manager.attr == "objects"
            and isinstance(manager.value, ast.Name)
            and manager.value.id in foreign
        )
        if begins and node.attr in PLAIN:
            found.append(f"line {node.lineno}: {manager.value.id}.objects.{node.attr}")
        if node.attr in BACK_DOORS:
            found.append(f"line {node.lineno}: {node.attr}")
    return found


@pytest.mark.parametrize("path", sources(), ids=lambda path: path.relative_to(ROOT).as_posix())
def test_queries_of_other_apps_begin_with_a_method_that_the_app_wrote(path):
    assert plain_beginnings(path.read_text()) == []


@pytest.mark.parametrize("path", sources(), ids=lambda path: path.relative_to(ROOT).as_posix())
def test_no_query_asks_for_a_column_about_a_person_of_another_app(path):
    assert personal_lookups(path.read_text()) == []


@pytest.mark.parametrize(
    "text",
    [
        "Referral.objects.overseen_by(user).filter(person__first_name='x')",
        "Referral.objects.overseen_by(user).exclude(own_words='')",
        "Referral.objects.overseen_by(user).order_by('-person__prison_number')",
        "sent.values_list('prison', 'entrant__reference')",
        "sent.annotate(known=Count('person__last_name'))",
        "sent.filter(Q(pk=1) | Q(person__location='A1'))",
        "sent.values('raised_by__email')",
    ],
)
def test_the_check_finds_columns_about_people_behind_joins(text):
    assert personal_lookups(text)


def test_the_check_knows_what_holds_something_about_a_person():
    assert personal_columns() >= {"own_words", "prison_number", "first_name", "last_name", "location"}


@pytest.mark.parametrize(
    "text",
    [
        "from referrals.models import Referral\nReferral.objects.filter(prison=1)",
        "from referrals.models import Referral as Other\nOther.objects.all()",
        "from directory.models import Prison\nlist(Prison.objects.values_list('pk'))",
        "apps.get_model('referrals', 'Person')",
        "from referrals.models import Referral\nReferral._default_manager.count()",
        "connection.cursor()",
    ],
)
def test_the_check_finds_what_it_is_for(text):
    assert plain_beginnings(text)


@pytest.mark.parametrize(
    "text",
    [
        "from referrals.models import Referral\nReferral.objects.overseen_by(user).filter(prison=1)",
        "from coordinator.models import Engagement\nEngagement.objects.filter(prison=1)",
        "from directory.models import Group\nGroup.objects.none()",
    ],
)
def test_the_check_leaves_alone_what_is_allowed(text):
    assert plain_beginnings(text) == []
