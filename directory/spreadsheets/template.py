"""The empty spreadsheet that coordinators start from: the heading, one example and what may be written."""

from directory.enums import Availability
from directory.models import DeliveryMode, Group, Language, Need, Prison
from directory.spreadsheets.export import Cells
from directory.spreadsheets.read import COLUMNS

#: The importer refuses a row with this title, so that nobody publishes the example.
EXAMPLE_TITLE = "Example: delete this row"


def template_table(prison: Prison) -> list[Cells]:
    """Return the heading and one example."""
    example = {
        "prison": prison.code,
        "organisation": "Name of the organisation",
        "title": EXAMPLE_TITLE,
        "summary": "One or two plain sentences: what it does for the person.",
        "description": "What it does, in words a person in prison would use.",
        "needs": "someone-to-talk-to; recent-death",
        "groups": "anyone",
        "not_for": "remand=We cannot reach the remand wing yet",
        "delivery_modes": "One-to-one; Group",
        "sessions": "Tue 14:00-16:00 Chaplaincy; Thu 09:30-11:30 B wing (every two weeks)",
        "who_can_refer": "Any member of staff; Self-referral",
        "how_to_refer": "Ring the office or write to the organisation.",
        "contact_name": "Name of the person to ring",
        "contact_phone": "01632 960000",
        "contact_email": "name@example.org",
        "response_days": "5",
        "availability": "open",
        "languages": "English; Welsh",
        "reviewed_on": "2026-01-31",
    }
    return [list(COLUMNS), [example[name] for name in COLUMNS]]


def lists_table() -> list[Cells]:
    """Return what may be written into the columns that hold entries of a list, side by side."""
    pairs = {
        "needs": [(need.slug, need.label) for need in Need.objects.active()],
        "groups": [(group.slug, group.label) for group in Group.objects.filter(is_active=True)],
    }
    columns: dict[str, list[str]] = {}
    for name, entries in pairs.items():
        columns[name] = [slug for slug, _label in entries]
        columns[f"{name}: the same in words"] = [label for _slug, label in entries]
    columns["delivery_modes"] = [mode.label for mode in DeliveryMode.objects.filter(is_active=True)]
    columns["languages"] = [language.label for language in Language.objects.filter(is_active=True)]
    columns["availability"] = list(Availability.values)
    height = max(map(len, columns.values()))
    rows = [[cells[n] if n < len(cells) else "" for cells in columns.values()] for n in range(height)]
    return [list(columns), *rows]
