"""Known passwords and a production server never meet: the settings themselves refuse to load."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]


def load_settings(**environment):
    """Load the settings module in a process of its own, as a server does when it starts."""
    kept = {"PATH": os.environ["PATH"], "SECRET_KEY": "only-for-this-test", "ALLOWED_HOSTS": "alongside.example"}
    command = [sys.executable, "-c", "import config.settings"]
    return subprocess.run(command, cwd=ROOT, env=kept | environment, capture_output=True, text=True, timeout=120)


@pytest.mark.parametrize("deployment", ["production", "staging"])
def test_demonstration_mode_refuses_to_start_anywhere_but_on_one_s_own_machine(deployment):
    done = load_settings(DEMONSTRATION="true", DEPLOYMENT=deployment)
    assert done.returncode != 0
    assert "remove DEMONSTRATION from the environment of a production server" in done.stderr


def test_it_starts_on_one_s_own_machine_and_production_starts_without_it():
    assert load_settings(DEMONSTRATION="true", DEPLOYMENT="local").returncode == 0
    assert load_settings(DEMONSTRATION="false", DEPLOYMENT="production").returncode == 0
