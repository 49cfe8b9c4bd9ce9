"""The desk composes what other apps own and reaches into none of their tables but through their querysets."""

import ast
from importlib import import_module
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.db import models

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
