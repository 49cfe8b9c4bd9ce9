"""What every benchmark shares: a process of its own, on a database of its own, without this machine's settings."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def surroundings(database: str, **more: str) -> dict[str, str]:
    """Return the environment of a benchmark on a database given as a URL; `more` are further variables."""
    return os.environ | {
        "DATABASE_URL": database,
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "STATICFILES_BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage",
        "TASKS_BACKEND": "django_tasks.backends.dummy.DummyBackend",
        "LOG_LEVEL": "ERROR",
        "SECRET_KEY": "only-for-the-benchmark",
        "DEPLOYMENT": "local",
        "DEBUG": "false",
        "ALLOWED_HOSTS": "testserver",
        **more,
    }


def fresh(module: str, *arguments: str, environment: dict[str, str]) -> str:
    """Run a module in a process of its own and return what it prints. Raises CalledProcessError when it fails."""
    command = [sys.executable, "-m", module, *arguments]
    return subprocess.run(command, cwd=ROOT, env=environment, check=True, stdout=subprocess.PIPE, text=True).stdout


def manage(*arguments: str, environment: dict[str, str]) -> None:
    """Run a management command there, its words on standard error. Raises CalledProcessError when it fails."""
    command = [sys.executable, "manage.py", *arguments]
    subprocess.run(command, cwd=ROOT, env=environment, check=True, stdout=sys.stderr)
