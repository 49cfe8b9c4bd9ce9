"""Whether a run of the suite that left something out counts as a whole one."""

import re
from pathlib import Path

import pytest

from tests import run
from tests.run import NEEDED, verdict

ROOT = Path(__file__).resolve().parents[3]
PASSED = {"SQLite": True}


@pytest.mark.parametrize("part", NEEDED)
def test_a_run_of_all_fails_when_a_needed_part_was_left_out(part: str) -> None:
    code, said = verdict(PASSED, {part: "not installed."}, everything=True)
    assert code == 1
    assert f"left out {part}: not installed." in said
    assert f"FAILED: {part} must run here" in said


def test_what_was_left_out_is_said_and_no_failure_on_a_developers_machine() -> None:
    code, said = verdict(PASSED, {"PostgreSQL": "not installed."}, everything=False)
    assert code == 0
    assert "left out PostgreSQL: not installed." in said
    assert verdict(PASSED, {"Elasticsearch": "no mvn."}, everything=True)[0] == 0
    assert "Nothing was left out." in verdict(PASSED, {}, everything=True)[1]


@pytest.mark.parametrize("everything", [True, False])
def test_a_part_that_failed_fails_the_run(everything: bool) -> None:
    code, said = verdict({"SQLite": True, "browser": False}, {}, everything=everything)
    assert code == 1
    assert "FAILED  browser" in said


def test_without_what_pdf_files_need_nothing_runs_and_what_to_install_is_said(monkeypatch, capsys) -> None:
    monkeypatch.setattr(run.pdf, "is_available", lambda: False)
    monkeypatch.setattr(run, "run_everything", lambda: pytest.fail("the suite was begun"))
    monkeypatch.setattr("sys.argv", ["run.py"])
    assert run.main() == 1
    assert "apt install libpango-1.0-0" in capsys.readouterr().out


def test_ci_checks_and_insists_on_both_databases_and_the_browser() -> None:
    commands = (ROOT / ".ci/run").read_text(encoding="utf-8").splitlines()
    assert [line for line in commands if line.startswith("make ")] == ["make setup", "make check", "make test ALL=1"]
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    assert re.search(r"^test:.*\n\t@.*tests/run\.py \$\(if \$\(ALL\),--all\)$", makefile, re.MULTILINE)
