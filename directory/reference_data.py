"""Loads the shipped reference data. Adds what is missing; never overwrites what an administrator changed."""

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils.text import slugify

from directory import models as m
from directory.models.taxonomy import Term

FOLDER = Path(__file__).resolve().parent / "reference"

Row = dict[str, str]


def rows(name: str) -> Iterator[Row]:
    """Yield the rows of one of the shipped CSV files."""
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def split(text: str) -> list[str]:
    """Return the entries of a list separated by semicolons."""
    return [entry.strip() for entry in text.split(";") if entry.strip()]


@transaction.atomic
def load_reference() -> dict[str, int]:
    """Load every list and return how many rows of each were added (all nought on a second run)."""
    return {
        "prisons": sum(_add_prison(row) for row in rows("prisons.csv")),
        "needs": _add_needs(),
        "groups": _add_groups(),
        "delivery modes": _add_terms(m.DeliveryMode, "delivery_modes.csv", "synonyms"),
        "legal statuses": _add_terms(m.LegalStatus, "legal_statuses.csv", "is_remand"),
        "locations": _add_terms(m.LocationKind, "locations.csv"),
        "languages": _add_terms(m.Language, "languages.csv", "label_cy"),
        "organisations": _add_organisations(),
        "words to avoid": sum(
            m.WordToAvoid.objects.get_or_create(words=row.pop("words"), defaults=row)[1]
            for row in rows("words_to_avoid.csv")
        ),
    }


def _add_prison(row: Row) -> bool:
    return m.Prison.objects.get_or_create(
        code=row["code"],
        defaults={
            "name": row["name"],
            "name_cy": row["name_cy"],
            "holds_men": row["male"] == "true",
            "holds_women": row["female"] == "true",
            "establishment_type": row["type"],
            "register_note": row["note"],
            **{
                field: row[field]
                for field in (
                    *("category", "operator", "address_line1", "address_line2", "town"),
                    *("county", "postcode", "country"),
                )
            },
        },
    )[1]


def _add_needs() -> int:
    triggers = {row["slug"]: int(row["order"]) for row in rows("acct_triggers.csv")}
    added = 0
    for order, row in enumerate(rows("needs.csv"), start=1):
        need, made = m.Need.objects.get_or_create(
            slug=row["slug"],
            defaults={
                "label": row["label"],
                "plain_definition": row["plain_definition"],
                "parent": m.Need.objects.get(slug=row["parent"]) if row["parent"] else None,
                "trigger_order": triggers.get(row["slug"]),
                "order": order,
            },
        )
        if made:
            added += 1
            m.NeedSynonym.objects.bulk_create(m.NeedSynonym(need=need, words=w) for w in _words(row))
    return added


def _words(row: Row) -> list[str]:
    """Return a row's synonyms, each once whatever its capitals."""
    return list({word.lower(): word for word in split(row["synonyms"])}.values())


def _add_groups() -> int:
    facts = {row["slug"]: row for row in rows("group_facts.csv")}
    added = 0
    for order, row in enumerate(rows("groups.csv"), start=1):
        fact = facts.get(row["slug"], {})
        group, made = m.Group.objects.get_or_create(
            slug=row["slug"],
            defaults={
                "label": row["label"],
                "note": row["note"],
                "order": order,
                "is_restricted": fact.get("is_restricted") == "true",
                "is_active": fact.get("is_active", "true") == "true",
                "age_from": fact.get("age_from") or None,
                "age_to": fact.get("age_to") or None,
            },
        )
        if made:
            added += 1
            m.GroupSynonym.objects.bulk_create(m.GroupSynonym(group=group, words=w) for w in _words(row))
    return added


def _add_terms(table: type[Term], name: str, *extra: str) -> int:
    added = 0
    for order, row in enumerate(rows(name), start=1):
        values: dict[str, Any] = {field: row[field] for field in ("label", *extra)}
        if "is_remand" in values:
            values["is_remand"] = values["is_remand"] == "true"
        added += table._default_manager.get_or_create(slug=row["slug"], defaults={**values, "order": order})[1]
    return added


def _add_organisations() -> int:
    helplines = {row["name"]: row["phone"] for row in rows("helplines.csv")}
    modes = {
        name.lower(): mode
        for mode in m.DeliveryMode.objects.all()
        for name in (mode.slug, mode.label, *split(mode.synonyms))
    }
    added = 0
    for row in rows("national_organisations.csv"):
        if m.Organisation.objects.filter(name__iexact=row["name"]).exists():
            continue
        organisation = m.Organisation.objects.create(
            name=row["name"],
            slug=slugify(row["name"]),
            charity_number=row["charity_number"],
            what_they_do=row["what_they_do"],
            website=row["website"],
            in_catalogue=True,
            is_helpline=row["name"] in helplines,
            phone=helplines.get(row["name"], ""),
        )
        organisation.needs.set(m.Need.objects.filter(slug__in=split(row["needs"])))
        organisation.groups.set(m.Group.objects.filter(slug__in=split(row["groups_served"])))
        organisation.delivery_modes.set({modes[name.lower()] for name in split(row["delivery_modes"])})
        added += 1
    return added
