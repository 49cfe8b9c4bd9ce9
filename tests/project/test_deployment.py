"""The defaults are those of production: Django's own check of a deployment finds nothing to say."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SETTINGS = ROOT / "config" / "settings.py"
SERVER = {
    "SECRET_KEY": "x9" * 40 + "-only-for-this-test-and-long-enough-to-be-one",
    "ALLOWED_HOSTS": "alongside.example",
    "BASE_URL": "https://alongside.example",
    "DEPLOYMENT": "production",
    "DEMONSTRATION": "false",
    "DEBUG": "false",
    "LOG_LEVEL": "INFO",
}


def manage(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run manage.py as a production server would, with nothing of the test run's environment."""
    clean = {name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "LANG", "LD_LIBRARY_PATH")}
    command = [sys.executable, "manage.py", *arguments]
    return subprocess.run(command, cwd=ROOT, env=clean | SERVER | environment, capture_output=True, text=True)


def test_the_check_of_a_deployment_finds_nothing():
    done = manage("check", "--deploy", "--fail-level", "INFO")
    assert done.returncode == 0, done.stderr
    assert "no issues (0 silenced)" in done.stdout


def test_the_check_would_notice_an_unsafe_setting():
    done = manage("check", "--deploy", "--fail-level", "WARNING", SECURE_SSL_REDIRECT="false")
    assert done.returncode == 1
    assert "security.W008" in done.stderr


def test_the_check_would_notice_a_cache_that_processes_do_not_share():
    done = manage("check", "--deploy", "--fail-level", "WARNING", CACHE_URL="locmemcache://x")
    assert done.returncode == 1
    assert "core.W002" in done.stderr


def test_known_passwords_never_reach_a_server():
    done = manage("check", DEMONSTRATION="true")
    assert done.returncode != 0
    assert "remove DEMONSTRATION" in done.stderr


def test_an_empty_secret_is_found_by_the_check():
    done = manage("check", "--deploy", "--fail-level", "WARNING", SECRET_KEY="")
    assert done.returncode == 1
    assert "SECRET_KEY" in done.stderr


def test_the_log_of_a_server_is_json_lines():
    code = "import logging; logging.getLogger('x').warning('%s rang', 'Jordan')"
    done = manage("shell", "--verbosity", "0", "-c", code)
    assert json.loads(done.stderr.splitlines()[-1])["event"] == "… rang"


def test_every_setting_of_the_environment_is_described():
    names = set(re.findall(r"env\.\w+\(\s*\"([A-Z_]+)\"", SETTINGS.read_text(encoding="utf-8")))
    described = (ROOT / "docs" / "operations" / "settings.md").read_text(encoding="utf-8")
    assert {name for name in names if f"`{name}`" not in described} == set()
    assert len(names) > 15
