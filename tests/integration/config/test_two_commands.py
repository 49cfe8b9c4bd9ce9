"""A newcomer's first and second `make setup`, in a copy of the project as git hands it out: nothing is imitated."""

import json
import os
import shutil
import sqlite3
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from accounts.roles import ROLES

ROOT = Path(__file__).resolve().parents[3]
#: What is set on this machine must not reach the newcomer's.
OURS = {"DJANGO_SETTINGS_MODULE", "SECRET_KEY", "DEPLOYMENT", "DEMONSTRATION", "BASE_URL", "ALLOWED_HOSTS", "LOG_LEVEL"}
OURS |= {"DATABASE_URL", "CACHE_URL", "EMAIL_URL", "TASKS_BACKEND", "STATICFILES_BACKEND", "ELASTICSEARCH_URL"}
TABLES = ("directory_prison", "directory_servicepage", "accounts_user", "referrals_referral", "core_auditevent")


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """Return a folder with the files that git keeps, as they are here now: no settings, database or built files."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    for name in filter(None, listed.split("\0")):
        if (ROOT / name).is_file():
            (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, tmp_path / name)
    return tmp_path


def run(clone: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run one of the commands behind `make`, with this environment's Python."""
    environment = {name: value for name, value in os.environ.items() if name not in OURS}
    done = subprocess.run(
        [sys.executable, *arguments], cwd=clone, env=environment, capture_output=True, text=True, timeout=1800
    )
    assert done.returncode == 0, done.stderr
    return done


def rows(clone: Path) -> dict[str, int]:
    with sqlite3.connect(clone / "alongside.sqlite3") as database:
        return {table: database.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in TABLES}  # noqa: S608


def change(clone: Path, statement: str) -> list[Any]:
    with sqlite3.connect(clone / "alongside.sqlite3") as database:
        return database.execute(statement).fetchall()


@pytest.mark.slow
def test_the_first_run_makes_everything_and_the_second_keeps_it_and_is_quick(clone: Path) -> None:
    begun = time.monotonic()
    first = run(clone, "-m", "config.prepare", "--port", "8123").stdout
    took = time.monotonic() - begun
    assert "Wrote .env" in first
    assert "Loading the demonstration prison" in first
    written = (clone / ".env").read_text(encoding="utf-8")
    made = rows(clone)
    assert made["directory_prison"] == 127 + 2
    assert made["directory_servicepage"] >= 60
    assert made["accounts_user"] >= len(ROLES)
    assert (clone / "staticfiles" / "staticfiles.json").is_file()
    waiting = change(clone, "SELECT count(*) FROM core_outboxmessage WHERE state = 'queued'")
    assert waiting == [(0,)], "nobody made up is written to about what happened before the demonstration began"

    change(clone, "UPDATE directory_servicepage SET summary = 'Changed by somebody'")
    begun = time.monotonic()
    second = run(clone, "-m", "config.prepare", "--port", "8123").stdout
    assert second == "", "nothing is done again"
    assert time.monotonic() - begun < took / 3, "it starts in seconds"
    assert (clone / ".env").read_text(encoding="utf-8") == written
    assert rows(clone) == made
    assert change(clone, "SELECT DISTINCT summary FROM directory_servicepage") == [("Changed by somebody",)]

    answer = json.loads(run(clone, "manage.py", "find", "can't sleep", "--prison", "ZZI", "--json").stdout)
    assert list(answer) == ["query", "needs", "results", "not_suitable"]
    assert answer["results"]
