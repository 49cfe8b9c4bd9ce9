"""The validator that archives and libraries hold PDF files to, veraPDF, with its rules for PDF/UA-1 (ISO 14289-1).

It reads the finished file, so it finds what a look at our HTML cannot: a table without headers, a picture without
words, text outside the reading order, a font that does not say which letters it draws. What a program cannot judge
(does the text of a picture say what it shows, is the order sensible) stays for people.
"""

import json
import subprocess
from pathlib import Path

from tests.maven import ROOT, NotAtHand, fetched, newest_java

VERSION = "1.30.2"
ARTIFACT = f"org.verapdf.apps:cli:{VERSION}:jar"
CACHE = ROOT / "var" / "pdf-validator"
OLDEST_JAVA = 11
_PROGRAM = "org.verapdf.apps.GreenfieldCliWrapper"
_RULES = "ua1"
_VALIDATING = 900


def fetch() -> Path:
    """Return the validator's file, fetched when it is not here yet. Raises NotAtHand where it cannot run."""
    newest_java(OLDEST_JAVA)
    return fetched(ARTIFACT, CACHE)


def faults(folder: Path) -> dict[str, list[str]]:
    """Return for each PDF of a folder, by name, a sentence for every rule that it breaks.

    Raises NotAtHand where the validator cannot be had, or does not answer about every file.
    """
    files = sorted(str(path) for path in folder.glob("*.pdf"))
    java, program = newest_java(OLDEST_JAVA) / "bin" / "java", fetch()
    command = [str(java), "-cp", str(program), _PROGRAM, "--flavour", _RULES, "--format", "json", *files]
    done = subprocess.run(command, capture_output=True, text=True, timeout=_VALIDATING)
    try:
        jobs = json.loads(done.stdout)["report"]["jobs"]
    except (json.JSONDecodeError, KeyError) as error:
        raise NotAtHand(f"veraPDF gave no report: {done.stderr[-500:]}") from error
    answered = {Path(job["itemDetails"]["name"]).name: _broken(job) for job in jobs}
    if missing := {Path(name).name for name in files} - set(answered):
        raise NotAtHand(f"veraPDF said nothing about {', '.join(sorted(missing))}.")
    return answered


def _broken(job: dict) -> list[str]:
    """Return what one file breaks; a file that could not be read at all breaks something too."""
    found = [
        f"{rule['clause']}-{rule['testNumber']} ({rule['failedChecks']} times): {rule['description']} "
        f"First at {rule['checks'][0]['context']}"
        for result in job.get("validationResult", [])
        for rule in result["details"]["ruleSummaries"]
    ]
    read = all(result["jobEndStatus"] == "normal" for result in job.get("validationResult", []))
    if not job.get("validationResult") or not read:
        found.append("It could not be read to its end.")
    return found
