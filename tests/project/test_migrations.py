"""Migrations have no drift, and apps depend on each other's in one direction only."""

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from tests.project.test_privacy import OUR_APPS


@pytest.mark.django_db
def test_no_table_differs_from_its_migrations():
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


@pytest.mark.django_db
def test_apps_migrations_form_no_cycle():
    loader = MigrationLoader(connection)
    needs: dict[str, set[str]] = {app: set() for app in OUR_APPS}
    for (app, _name), migration in loader.disk_migrations.items():
        if app in OUR_APPS:
            needs[app] |= {other for other, _ in migration.dependencies if other in OUR_APPS and other != app}
    resolved: set[str] = set()
    while len(resolved) < len(needs):
        ready = {app for app, others in needs.items() if app not in resolved and others <= resolved}
        assert ready, f"a cycle among {sorted(set(needs) - resolved)}"
        resolved |= ready
