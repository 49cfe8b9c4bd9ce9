"""Scores the finder on everything at hand: `python -m tests.search_quality` (or `make search-quality`).

On SQLite it scores both backends. On PostgreSQL, where its server programs are installed, it scores the database
backend, which is the one that differs there: Elasticsearch answers the same whatever database stands behind it.
Extra arguments go to `manage.py search_quality`.
"""

import os
import subprocess
import sys

from tests.run import ROOT, database_on, postgres


def main() -> int:
    """Score on each database; return 1 when something that must hold does not."""
    more = sys.argv[1:]
    sqlite = ROOT / "var" / "quality.sqlite3"
    sqlite.parent.mkdir(exist_ok=True)
    passed = _scored(f"sqlite:///{sqlite}", *more)
    with postgres() as server:
        if server is None:
            sys.stdout.write("PostgreSQL was left out: its server programs are not installed (Debian: postgresql).\n")
        elif "elasticsearch" not in more:
            passed &= _scored(database_on(server, "alongside_quality"), *more, "--backend", "database")
    return int(not passed)


def _scored(database: str, *arguments: str) -> bool:
    environment = os.environ | {
        "DATABASE_URL": database,
        "SECRET_KEY": "only-for-scoring",
        "DEPLOYMENT": "local",
        "LOG_LEVEL": "ERROR",
    }
    steps = (["migrate", "-v0"], ["search_quality", *arguments])
    return all(_manage(step, environment) for step in steps)


def _manage(step: list[str], environment: dict[str, str]) -> bool:
    return subprocess.run([sys.executable, "manage.py", *step], cwd=ROOT, env=environment).returncode == 0


if __name__ == "__main__":
    sys.exit(main())
