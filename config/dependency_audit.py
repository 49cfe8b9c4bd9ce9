"""Asks the public list of vulnerabilities (OSV) about every locked package, in bounded time.

Where the list cannot be reached it says so and passes: a check that fails without a network is soon left out.
"""

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

BASE_DIR = Path(__file__).resolve().parent.parent
SECONDS = 60


def audit(*, service_url: str = "", seconds: float = SECONDS) -> tuple[int, str]:
    """Return 1 and the vulnerable packages, or 0 and a sentence: none is known, or why nobody could say."""
    uv = shutil.which("uv") or str(BASE_DIR / ".bootstrap" / "bin" / "uv")
    where = ["--service-url", service_url] if service_url else []
    command = [
        uv,
        "audit",
        "--frozen",
        "--preview-features",
        "audit-command,json-output",
        "--output-format",
        "json",
        *where,
    ]
    try:
        done = subprocess.run(command, cwd=BASE_DIR, capture_output=True, text=True, timeout=seconds)
    except FileNotFoundError:
        return 0, "not done: uv is not here"
    except subprocess.TimeoutExpired:
        return 0, f"not done: the list of vulnerabilities did not answer within {seconds:.0f} seconds"
    try:
        return _verdict(json.loads(done.stdout))
    except (ValueError, KeyError):
        return 0, "not done: the list of vulnerabilities cannot be reached from here"


def _verdict(report: dict[str, Any]) -> tuple[int, str]:
    found = [
        f"{one['dependency']['name']} {one['dependency']['version']}: {one['display_id']} {one['summary'] or ''}"
        for one in report["vulnerabilities"]
    ]
    return (1, "\n".join(found)) if found else (0, f"{report['summary']['audited_packages']} packages, none vulnerable")


if __name__ == "__main__":
    code, said = audit()
    sys.stdout.write(f"{said}\n")
    sys.exit(code)
