"""Which records of people a look at a list showed: a page of names is a look at everybody on it."""

from collections.abc import Iterable
from typing import Any

from django.db import models

#: How many keys one audit row holds; a file of more people is written down in several rows.
MOST_KEYS = 500


def in_parts(shown: Iterable[models.Model]) -> list[dict[str, Any]]:
    """Return the details that say what was shown, one for each audit row: how many, and their keys by table."""
    keys = list(dict.fromkeys((row._meta.label, str(row.pk)) for row in shown))
    parts = [keys[start : start + MOST_KEYS] for start in range(0, len(keys), MOST_KEYS)] or [[]]
    return [
        {"shown": len(keys), "records": _by_table(part)} | ({"part": number, "parts": len(parts)} if parts[1:] else {})
        for number, part in enumerate(parts, start=1)
    ]


def keys_in(details: Any) -> list[tuple[str, str]]:
    """Return table and key of each record that a row's details say was shown."""
    records = details.get("records") or {}
    return [(table, key) for table in records for key in records[table]]


def _by_table(keys: list[tuple[str, str]]) -> dict[str, list[str]]:
    return {table: [key for other, key in keys if other == table] for table in dict.fromkeys(name for name, _ in keys)}
