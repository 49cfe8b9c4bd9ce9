"""The database of the test run, and what every test may ask for."""

import hashlib
import json
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.core.cache import cache
from django.core.management import call_command
from django.db import connection, connections, transaction
from django.test import TransactionTestCase
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings

# No property is about time: a busy machine must not fail it.
hypothesis_settings.register_profile(
    "untimed", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)
hypothesis_settings.load_profile("untimed")

ROOT = Path(__file__).resolve().parent.parent
# WhiteNoise wants the folder of collected files to exist; tests serve static files from where they stand.
(ROOT / "staticfiles").mkdir(exist_ok=True)


def _migrations() -> dict[str, str]:
    """Return a hash of each migration of the project, and of the lock file for those of the libraries."""
    files = [ROOT / "uv.lock", *sorted(ROOT.glob("*/migrations/*.py"))]
    return {path.relative_to(ROOT).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def _nearest_template(folder: Path, migrations: dict[str, str]) -> Path | None:
    """Return the template that has the most of these migrations and no other; None when there is none."""
    wanted = migrations.items()
    known = [(json.loads(note.read_text()), note) for note in folder.glob("template-*.json")]
    fitting = [
        (len(has), note) for has, note in known if has.items() <= wanted and note.with_suffix(".sqlite3").exists()
    ]
    return max(fitting)[1].with_suffix(".sqlite3") if fitting else None


@pytest.fixture(scope="session")
def django_db_setup(
    request, django_test_environment, django_db_blocker, django_db_modify_db_settings
) -> Iterator[None]:
    """Migrate once per state of the migrations and copy that database for each run and worker.

    Migrating takes half a minute, copying a file an instant; a new migration runs on the nearest copy. PostgreSQL
    keeps the migrated database as its template. Reference data is not loaded: tests that need it ask for the
    `reference` fixture.
    """
    from django.test.utils import setup_databases, teardown_databases

    with django_db_blocker.unblock():
        if connection.vendor == "sqlite":
            _copy_sqlite_template()
            _keep_what_migrations_made()
            yield
            connections.close_all()
            return
        config = setup_databases(verbosity=0, interactive=False, keepdb=True, serialized_aliases=[])
        _keep_what_migrations_made()
        yield
        teardown_databases(config, verbosity=0, keepdb=True)


def _keep_what_migrations_made() -> None:
    """Let a test that commits leave the database as migrations left it, not empty.

    Django empties every table after such a test, Wagtail's root page and the content types with it; the next test
    of the same worker would then stand on nothing.
    """
    made = {table: rows for table in connection.introspection.django_table_names() if (rows := _rows_of(table))}

    def empty_and_put_back(self) -> None:
        call_command("flush", verbosity=0, interactive=False, reset_sequences=False, inhibit_post_migrate=True)
        with transaction.atomic(), connection.cursor() as cursor:
            for table, rows in made.items():
                values = ", ".join(["%s"] * len(rows[0]))
                cursor.executemany(f"INSERT INTO {connection.ops.quote_name(table)} VALUES ({values})", rows)  # noqa: S608

    TransactionTestCase._fixture_teardown = empty_and_put_back


def _rows_of(table: str) -> list[tuple]:
    """Return the rows of a table as the database holds them: no signal hears of them when they are put back."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")  # noqa: S608
        return cursor.fetchall()


def _copy_sqlite_template() -> None:
    """Point the default connection at a fresh copy of the migrated template, building it when it is stale."""
    import fcntl

    target = Path(connection.settings_dict["TEST"]["NAME"])
    # Several checkouts of one machine may share their templates.
    folder = Path(os.environ.get("ALONGSIDE_TEST_TEMPLATES", ROOT / "var"))
    folder.mkdir(exist_ok=True)
    migrations = _migrations()
    digest = hashlib.sha256(json.dumps(migrations).encode()).hexdigest()[:16]
    template = folder / f"template-{digest}.sqlite3"
    with open(folder / "template.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not template.exists():
            nearest = _nearest_template(folder, migrations)
            building = template.with_suffix(".building")
            building.unlink(missing_ok=True)
            if nearest is not None:
                shutil.copyfile(nearest, building)
            _use_database(building)
            call_command("migrate", verbosity=0, interactive=False)
            with connection.cursor() as cursor:
                cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            connection.close()
            building.rename(template)
            template.with_suffix(".json").write_text(json.dumps(migrations))
        _forget_old_templates(folder)
        for leftover in target.parent.glob(target.name + "*"):
            leftover.unlink()
        shutil.copyfile(template, target)
    _use_database(target)


def _forget_old_templates(folder: Path, keep: int = 12) -> None:
    """Delete all but the newest templates."""
    newest_first = sorted(folder.glob("template-*.sqlite3"), key=lambda path: path.stat().st_mtime, reverse=True)
    for old in newest_first[keep:]:
        old.with_suffix(".json").unlink(missing_ok=True)
        old.unlink()


def _use_database(path: Path) -> None:
    connection.close()
    connection.settings_dict["NAME"] = str(path)
    settings.DATABASES["default"]["NAME"] = str(path)


@pytest.fixture(autouse=True, scope="session")
def _fast_passwords() -> None:
    """Hash the passwords of test users quickly; the real hasher takes half a second each by design."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(autouse=True)
def _empty_cache() -> None:
    """Let no rate limit of one test reach the next."""
    cache.clear()


@pytest.fixture(autouse=True)
def _media(settings, tmp_path) -> None:
    """Keep uploads of a test in its own folder."""
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture
def reference(db) -> None:
    """Load the shipped needs, groups, lists, prisons and organisations."""
    from directory.reference_data import load_reference

    load_reference()
