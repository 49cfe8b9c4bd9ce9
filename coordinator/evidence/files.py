"""A pack as a spreadsheet."""

from typing import Any

from coordinator.models import InspectionPack
from coordinator.sheets import Table


def pack_tables(pack: InspectionPack) -> list[Table]:
    """Return the sheets of a pack: indicators, figures with their definitions, quarters, tables and posts."""
    content = pack.content
    figures = content["figures"]
    return [
        Table("Evidence", ("Indicator", "Day or measure", "What", "Value or source"), _evidence(content)),
        Table(
            "Figures",
            ("Measure", "Value", "Period before", "What it is", "How it is counted"),
            [(f["label"], f["value"], f["before"], f["definition"], f["counted"]) for f in figures.values()],
        ),
        Table(
            "Quarter by quarter",
            ("Measure", *content["quarters"]),
            [(f["label"], *f["quarters"]) for f in figures.values()],
        ),
        *(Table(t["title"], tuple(t["headers"]), [*t["rows"], _note(t)]) for t in content["tables"]),
        Table("Posts", ("Post", "Name", "From", "Last day"), content["posts"]),
    ]


def _note(table: dict[str, Any]) -> list[str]:
    """Return how a table is counted as its last row."""
    return [table["counted"], *[""] * (len(table["headers"]) - 1)]


def _evidence(content: dict[str, Any]) -> list[tuple[str, ...]]:
    figures = content["figures"]
    rows: list[tuple[str, ...]] = []
    for indicator in content["indicators"]:
        known = [figures[code] for code in indicator["measures"] if code in figures]
        rows += [(indicator["text"], "Measure", figure["label"], figure["value"]) for figure in known]
        rows += [(indicator["text"], *entry) for entry in indicator["entries"]]
    return rows
