"""The copy as files: a page to read, JSON for machines, and a page for whoever checks it first."""

import io
import json
import zipfile
from dataclasses import asdict
from typing import Any

from django.db import models
from django.template.loader import render_to_string

from core.subject_access.kinds import SubjectKind
from core.subject_access.reading import Copy, copy_of


def as_json(copy: Copy) -> str:
    """Return the copy as indented JSON."""
    said: dict[str, Any] = {
        "about": copy.kind.label,
        "made_at": copy.made_at.isoformat(timespec="minutes"),
        "sections": [asdict(section) for section in copy.sections],
    }
    return json.dumps(said, ensure_ascii=False, indent=2)


def as_html(copy: Copy) -> str:
    """Return the copy as one page that needs nothing else, to read on a screen or on paper."""
    return render_to_string("core/subject_access.html", {"copy": copy})


def write_zip(kind: SubjectKind, subject: models.Model) -> tuple[bytes, int]:
    """Return a ZIP file with the copy for the subject and the one to check first, and how many rows it has."""
    copy, to_check = copy_of(kind, subject), copy_of(kind, subject, with_others_words=True)
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("copy-for-the-person.html", as_html(copy))
        archive.writestr("copy-for-the-person.json", as_json(copy))
        archive.writestr("check-this-first.html", as_html(to_check))
    return file.getvalue(), copy.row_count
