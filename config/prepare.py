"""Prepares a developer's or demonstrator's machine: settings, database, reference data, demonstration, static files.

Safe to run again: each step does only what is missing.
"""

import argparse
import hashlib
import os
import secrets
import sys
from pathlib import Path

BASE_DIR = Path(__file__).resolve().parent.parent
ENV_FILE = BASE_DIR / ".env"
#: Beside the collected files: what they were collected from.
SOURCES_OF_STATIC = "collected-from.txt"

ENV_TEMPLATE = """\
# Settings of this machine, written on the first run. A real server sets its own: see docs/operations/settings.md.
SECRET_KEY={secret}
DEPLOYMENT=local
DEMONSTRATION=true
ALLOWED_HOSTS=127.0.0.1,localhost
BASE_URL=http://127.0.0.1:{port}
"""


def write_env(port: int) -> None:
    """Write `.env` with a secret of its own and the port to be served on, unless there is one."""
    if not ENV_FILE.exists():
        ENV_FILE.touch(mode=0o600)
        ENV_FILE.write_text(ENV_TEMPLATE.format(secret=secrets.token_urlsafe(50), port=port))
        say("Wrote .env with a new secret key.")


def say(text: str) -> None:
    """Print a line for the person at the keyboard."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def prepare(port: int) -> None:
    """Do every step, and say what takes a while."""
    write_env(port)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    os.environ.setdefault("LOG_LEVEL", "WARNING")

    import django
    from django.conf import settings
    from django.core.management import call_command

    django.setup()
    migrated = _needs_migrating()
    if migrated:
        say("Setting up the database: about a minute on the first run…")
        call_command("migrate", interactive=False, verbosity=0)
    _load_data(demonstration=settings.DEMONSTRATION, migrated=migrated)
    _collect_static()
    _say_what_is_missing()


def _collect_static() -> None:
    """Collect the static files, unless those collected last time are still the same: that takes most of a start."""
    from django.conf import settings
    from django.core.management import call_command

    kept, sources = Path(settings.STATIC_ROOT) / SOURCES_OF_STATIC, _sources_of_static()
    if kept.is_file() and kept.read_text(encoding="utf-8") == sources:
        return
    call_command("collectstatic", interactive=False, verbosity=0)
    kept.write_text(sources, encoding="utf-8")


def _sources_of_static() -> str:
    """Return a hash of every static file's place, size and time, and of how they are stored."""
    from django.conf import settings
    from django.contrib.staticfiles.finders import get_finders

    lines = [str(settings.STORAGES["staticfiles"])]
    for finder in get_finders():
        for path, storage in finder.list([]):
            stand = os.stat(storage.path(path))
            lines.append(f"{storage.path(path)} {stand.st_size} {stand.st_mtime_ns}")
    return hashlib.sha256("\n".join(sorted(lines)).encode()).hexdigest()


def _needs_migrating() -> bool:
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def _load_data(*, demonstration: bool, migrated: bool) -> None:
    from django.core.management import call_command

    from directory.models import Prison
    from directory.reference_data import load_reference

    if not Prison.objects.exists():
        load_reference()
    if demonstration and not Prison.objects.filter(is_demonstration=True).exists():
        say("Loading the demonstration prison…")
        call_command("load_demonstration", verbosity=0)
    elif migrated:
        call_command("search_rebuild", verbosity=0)


def _say_what_is_missing() -> None:
    from core.pdf import WHAT_TO_INSTALL, is_available

    if not is_available():
        say(f"Everything works but PDFs. {WHAT_TO_INSTALL}")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=8000)
    prepare(parser.parse_args().port)
