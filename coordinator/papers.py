"""The poster and the wing representative's sheet, made from the directory as it stands when they are printed.

They hang where anybody reads them: no session time, no room, no extension and nobody's name is on them. What is
closed, paused or long unconfirmed is left out, as in the insert.
"""

from dataclasses import dataclass
from typing import Any

from directory.insert.content import Entry, build_content
from directory.insert.render import qr_image
from directory.models import Prison


@dataclass(frozen=True)
class Paper:
    """What a paper shows: services under their headings, and where today's list is."""

    prison: Entry
    headings: list[tuple[Entry, list[Entry]]]
    services: list[Entry]
    helplines: list[Entry]
    qr: str


def paper_of(prison: Prison) -> Paper:
    """Return what a prison's papers show today."""
    content: dict[str, Any] = build_content(prison)
    shown = {entry["id"]: entry for entry in content["services"] if not entry["is_paused"]}
    headings = []
    for heading in content["headings"]:
        keys = [*heading["services"], *(key for need in heading["needs"] for key in need["services"])]
        under = [shown[key] for key in dict.fromkeys(keys) if key in shown]
        if under:
            headings.append((heading, under))
    address = content["prison"]["live_url"]
    return Paper(content["prison"], headings, list(shown.values()), content["helplines"], qr_image(address))
