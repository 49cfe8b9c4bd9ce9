"""Asks a command's user whom it is about: on the command line it would stay in a shell's history."""

import sys
from typing import Any

from django.core.management.base import CommandError, OutputWrapper

from core.subject_access.kinds import SubjectKind, kind_for


def ask_for_subject(code: str, stderr: OutputWrapper) -> tuple[SubjectKind, Any]:
    """Read from the keyboard or from standard input who it is. Raises CommandError when nobody is found."""
    kind = kind_for(code)
    if kind is None:
        raise CommandError("There is no such sort of subject.")
    if sys.stdin.isatty():
        stderr.write(f"{kind.asks}: ", ending="")
        stderr.flush()
    subject = kind.find(sys.stdin.readline().strip())
    if subject is None:
        raise CommandError(f"Nobody is known by that {kind.asks.lower()}. Nothing was done.")
    return kind, subject
