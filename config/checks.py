"""Runs every static check, says which failed, and exits 1 when one did."""

import os
import subprocess
import sys
from pathlib import Path

BASE_DIR = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent

#: Its one line is shown when it passes too, because it may have passed without an answer.
AUDIT = "vulnerable packages"

CHECKS: list[tuple[str, list[str]]] = [
    ("format", [f"{BIN}/ruff", "format", "--check", "--quiet", "."]),
    ("lint", [f"{BIN}/ruff", "check", "--quiet", "."]),
    ("types", [f"{BIN}/mypy", "."]),
    ("import contracts", [f"{BIN}/lint-imports"]),
    ("migration drift", [f"{BIN}/python", "manage.py", "makemigrations", "--check", "--dry-run"]),
    ("system checks", [f"{BIN}/python", "manage.py", "check", "--fail-level", "ERROR"]),
    ("templates", [f"{BIN}/djlint", "templates", "--lint", "--quiet"]),
    ("generated docs", [f"{BIN}/python", "manage.py", "generate_docs", "--check"]),
    ("size budgets", [f"{BIN}/python", "-m", "config.budgets"]),
    (AUDIT, [f"{BIN}/python", "-m", "config.dependency_audit"]),
]


def main() -> int:
    """Run the checks one after the other; print the output only of those that fail."""
    environment = {"SECRET_KEY": "only-for-checks", "DEPLOYMENT": "local", "LOG_LEVEL": "ERROR"} | dict(os.environ)
    failed = []
    for name, command in CHECKS:
        done = subprocess.run(command, cwd=BASE_DIR, env=environment, capture_output=True, text=True)
        said = f" ({done.stdout.strip()})" if name == AUDIT and done.returncode == 0 else ""
        sys.stdout.write(f"{'ok    ' if done.returncode == 0 else 'FAILED'}  {name}{said}\n")
        if done.returncode != 0:
            failed.append(name)
            sys.stdout.write((done.stdout + done.stderr)[-6000:] + "\n")
        sys.stdout.flush()
    if failed:
        sys.stdout.write(f"make check failed: {', '.join(failed)}\n")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
