"""What tests need and Maven Central has: fetched once with `mvn`, kept under var/, run by a Java of this machine."""

import os
import re
import shutil
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
_FETCHING = 600


class NotAtHand(Exception):
    """A program cannot be run here; the message says what is missing."""


def fetched(artifact: str, folder: Path) -> Path:
    """Return the file of `group:name:version:kind` in `folder`, fetched when it is not there yet.

    Raises NotAtHand when it cannot be had.
    """
    _, name, version, kind = artifact.split(":")
    path = folder / f"{name}-{version}.{kind}"
    if path.is_file():
        return path
    if shutil.which("mvn") is None:
        raise NotAtHand("mvn is not installed (Debian: maven).")
    folder.mkdir(parents=True, exist_ok=True)
    command = ["mvn", "-q", "-B", "dependency:copy", f"-Dartifact={artifact}", f"-DoutputDirectory={folder}"]
    try:
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=_FETCHING)
    except subprocess.TimeoutExpired as error:
        raise NotAtHand(f"mvn did not fetch {artifact} within {_FETCHING} s.") from error
    if done.returncode != 0 or not path.is_file():
        reason = next((line for line in done.stdout.splitlines() if "ERROR" in line), "mvn failed")
        raise NotAtHand(f"{artifact} could not be fetched: {reason}")
    return path


def newest_java(oldest: int) -> Path:
    """Return the home of the newest Java under /usr/lib/jvm, or of ES_JAVA_HOME. Raises NotAtHand for none."""
    homes = [Path(os.environ["ES_JAVA_HOME"])] if "ES_JAVA_HOME" in os.environ else Path("/usr/lib/jvm").glob("*")
    found = sorted((version, home) for home in homes if (version := _version(home)) >= oldest)
    if not found:
        raise NotAtHand(f"no Java of version {oldest} or newer (Debian: openjdk-{oldest}-jre-headless).")
    return found[-1][1]


def _version(home: Path) -> int:
    release = home / "release"
    if not release.is_file() or not (home / "bin" / "java").exists():
        return 0
    found = re.search(r'^JAVA_VERSION="(\d+)', release.read_text(encoding="utf-8", errors="replace"), re.MULTILINE)
    return int(found[1]) if found else 0
