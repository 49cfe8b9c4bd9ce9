"""What is held to the standards of paper, and with what."""

import os
from pathlib import Path

import pytest

from tests.project.personas import World, build_world

VALIDATOR = os.environ.get("PDF_VALIDATOR_TEST", "")
# Without the validator these are left out, and tests/run.py says so.
collect_ignore = [] if VALIDATOR else ["test_pdf_ua.py"]


@pytest.fixture
def world(db: None) -> World:
    """Return two prisons, two organisations and one user per role and place."""
    return build_world()


@pytest.fixture
def papers(tmp_path: Path) -> Path:
    """Return the folder in which finished papers are laid."""
    return tmp_path
