"""Runs the suite on everything at hand and says plainly what it left out.

The embedded defaults always run. With PostgreSQL's server programs (or DATABASE_URL_TEST) the unit, integration
and project tests run on PostgreSQL too; with Elasticsearch (fetched by mvn and run here, or ELASTICSEARCH_URL_TEST)
the contract of search runs on it; with a Java and veraPDF (fetched by mvn) every PDF is held to PDF/UA-1; with Chromium
the browser tests run. With --fast: only the quick ones. With --pdf: only PDF/UA-1. With --all: leaving out PostgreSQL,
the browser, the OpenID provider or PDF/UA-1 is a failure, so that nobody mistakes half a run for a whole one. Paper is
no part to leave out: without pango nothing runs, and what to install is said.
"""

import argparse
import glob
import os
import pwd
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from core import pdf  # noqa: E402
from tests import elasticsearch_server, pdf_validator  # noqa: E402
from tests.maven import NotAtHand  # noqa: E402

CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
CONTRACT = "tests/integration/search/contract"
PAPERS = "tests/papers"
#: What --all insists on: a server's database, the screens as people meet them, signing in from elsewhere, and papers
#: that a screen reader can read.
NEEDED = ("PostgreSQL", "browser", "OpenID provider", "PDF/UA-1")
WITHOUT_BROWSER = ["tests/unit", "tests/integration", "tests/project", "tests/search_quality"]


def say(text: str) -> None:
    """Print a line at once."""
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def pytest(*arguments: str, workers: str = "auto", **environment: str) -> bool:
    """Run pytest in parallel; return whether it passed."""
    command = [sys.executable, "-m", "pytest", "-q", "-n", workers, "--dist", "loadfile", *arguments]
    return subprocess.run(command, cwd=ROOT, env=os.environ | environment).returncode == 0


def server_programs() -> Path | None:
    """Return the folder of PostgreSQL's server programs, the newest when there are several."""
    if found := shutil.which("initdb"):
        return Path(found).parent
    folders = sorted(glob.glob("/usr/lib/postgresql/*/bin/initdb"))
    return Path(folders[-1]).parent if folders else None


def as_ordinary_user(command: list[str]) -> list[str]:
    """Return the command, run as the user postgres when we are root: its server refuses to run as root."""
    return ["runuser", "-u", "postgres", "--", *command] if os.geteuid() == 0 else command


@contextmanager
def postgres() -> Iterator[str | None]:
    """Start a PostgreSQL server of our own on loopback for the run and yield its URL; None when there is none."""
    if given := os.environ.get("DATABASE_URL_TEST"):
        yield given
        return
    programs = server_programs()
    if programs is None:
        yield None
        return
    folder = Path(tempfile.mkdtemp(prefix="alongside-postgres-"))
    if os.geteuid() == 0:
        account = pwd.getpwnam("postgres")
        os.chown(folder, account.pw_uid, account.pw_gid)
    port = elasticsearch_server.free_port()
    _quietly(as_ordinary_user([f"{programs}/initdb", "-D", f"{folder}/data", "-U", "alongside", "-A", "trust"]), folder)
    options = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={folder} -c fsync=off"
    control = as_ordinary_user(
        [f"{programs}/pg_ctl", "-D", f"{folder}/data", "-l", f"{folder}/log", "-o", options, "-w"]
    )
    _quietly([*control, "start"], folder)
    try:
        yield f"postgres://alongside@127.0.0.1:{port}/postgres"
    finally:
        _quietly([*control, "-m", "immediate", "stop"], folder)
        shutil.rmtree(folder, ignore_errors=True)


def database_on(server: str, name: str) -> str:
    """Make an empty database on the server, in place of one of that name, and return its URL."""
    import psycopg

    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f'DROP DATABASE IF EXISTS "{name}"')
        connection.execute(f'CREATE DATABASE "{name}"')
    return f"{server.rpartition('/')[0]}/{name}"


def _quietly(command: list[str], folder: Path) -> None:
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=120)
    if done.returncode != 0:
        raise SystemExit(f"PostgreSQL: {' '.join(command[-2:])} failed:\n{done.stdout}{done.stderr}")


@contextmanager
def elasticsearch() -> Iterator[tuple[str, str]]:
    """Start an Elasticsearch of our own for the run; yield its URL, or an empty one and what is missing."""
    if given := os.environ.get("ELASTICSEARCH_URL_TEST"):
        yield given, ""
        return
    with ExitStack() as stack:
        try:
            url, missing = stack.enter_context(elasticsearch_server.server()).url, ""
        except NotAtHand as problem:
            url, missing = "", str(problem)
        yield url, missing


#: What passed, and each part left out with the reason and the cure.
Parts = tuple[dict[str, bool], dict[str, str]]


def run_papers() -> Parts:
    """Hold every PDF to the standard of a paper that a screen reader can read."""
    try:
        validator = pdf_validator.fetch()
    except NotAtHand as problem:
        return {}, {"PDF/UA-1": str(problem)}
    say(f"== PDF/UA-1 by veraPDF {pdf_validator.VERSION}")
    return {"PDF/UA-1": pytest(PAPERS, workers="0", PDF_VALIDATOR_TEST=str(validator))}, {}


def run_everything() -> Parts:
    """Run each part."""
    results: dict[str, bool] = {}
    left_out: dict[str, str] = {}
    existing = [folder for folder in WITHOUT_BROWSER if (ROOT / folder).exists()]
    say("== On SQLite, the embedded default")
    results["SQLite"] = pytest(*existing)
    with postgres() as url:
        if url:
            say("== On PostgreSQL")
            results["PostgreSQL"] = pytest(*existing, DATABASE_URL=url)
        else:
            left_out["PostgreSQL"] = "its server programs are not installed (Debian: postgresql)."
    with elasticsearch() as (url, missing):
        if url:
            say(f"== On Elasticsearch {elasticsearch_server.VERSION}")
            results["Elasticsearch"] = pytest(CONTRACT, ELASTICSEARCH_URL_TEST=url, workers="0")
        else:
            left_out["Elasticsearch"] = missing
    passed, missing_papers = run_papers()
    results |= passed
    left_out |= missing_papers
    if not shutil.which("npm"):
        left_out["OpenID provider"] = "no npm to install a real one with (Debian: nodejs npm)."
    if shutil.which(CHROMIUM):
        say("== In Chromium")
        results["browser"] = pytest("tests/functional")
    else:
        left_out["browser"] = f"no Chromium at {CHROMIUM} (Debian: chromium)."
    return results, left_out


def verdict(results: dict[str, bool], left_out: dict[str, str], *, everything: bool) -> tuple[int, str]:
    """Return the exit code and what to say; with `everything`, a part of `NEEDED` that was left out is a failure."""
    missed = [part for part in NEEDED if part in left_out] if everything else []
    lines = ["", *(f"{'passed' if passed else 'FAILED'}  {part}" for part, passed in results.items())]
    lines += [f"left out {part}: {reason}" for part, reason in left_out.items()] or ["Nothing was left out."]
    if missed:
        lines.append(f"FAILED: {' and '.join(missed)} must run here.")
    return int(bool(missed) or not all(results.values())), "\n".join(lines)


def main() -> int:
    """Run the suite; return 1 when a part failed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--fast", action="store_true", help="only the quick unit and integration tests, on SQLite")
    parser.add_argument(
        "--pdf", action="store_true", help="only whether every PDF keeps PDF/UA-1; fails without a validator"
    )
    parser.add_argument("--all", action="store_true", help=f"fail when one of these was left out: {', '.join(NEEDED)}")
    options = parser.parse_args()
    if not pdf.is_available():
        say(pdf.WHAT_TO_INSTALL)
        return 1
    if options.fast:
        return 0 if pytest("tests/unit", "tests/integration", "-m", "not slow") else 1
    started = time.monotonic()
    parts = run_papers() if options.pdf else run_everything()
    code, said = verdict(*parts, everything=options.all or options.pdf)
    say(f"{said}\n{time.monotonic() - started:.0f} s")
    return code


if __name__ == "__main__":
    sys.exit(main())
