"""The one document: a live listing, as `IndexRow` holds it. Nothing else is ever indexed.

Stems are our own (`search/text.py`), the same that the database backend compares, so that both backends read a word
alike and the index needs no analysis plugin.
"""

import hashlib
import json
from typing import Any

from django.db.models import QuerySet
from elasticsearch import dsl

from search.backends.scoring import names_in
from search.models import IndexRow


def _stems() -> Any:
    """Return a field of stems between spaces. How long a text is plays no part, so that norms are left out."""
    return dsl.Text(analyzer="whitespace", norms=False, index_options="positions")


class ListingDocument(dsl.Document):
    """A listing by the page's id. `fingerprint` tells whether a document is still what the database says."""

    prison = dsl.Keyword()
    needs = dsl.Keyword()
    modes = dsl.Keyword()
    title = _stems()
    organisation = _stems()
    body = _stems()
    names = dsl.Keyword()
    """Words of the title and organisation to mend misspellings against, such as "wrenpost=wren post"."""
    fingerprint = dsl.Keyword(index=False)

    @staticmethod
    def queryset() -> QuerySet[IndexRow]:
        """Return the rows that belong in the index: those of live listings, in the order of their ids."""
        return IndexRow.objects.filter(page__live=True).order_by("page_id")

    @classmethod
    def action(cls, row: IndexRow, index: str, fields: frozenset[str] | None = None) -> dict[str, Any]:
        """Return what the bulk interface takes to write a row's document: all of it, or only these fields."""
        source = {name: value for name, value in cls.source(row).items() if fields is None or name in fields}
        return {"_op_type": "index", "_index": index, "_id": str(row.page_id), "_source": source}

    @classmethod
    def fingerprint_of(cls, row: IndexRow) -> str:
        """Return what tells whether a row's document is still right."""
        return str(cls.source(row)["fingerprint"])

    @classmethod
    def source(cls, row: IndexRow) -> dict[str, Any]:
        """Return the document of a row."""
        source: dict[str, Any] = {
            "prison": row.prison_id,
            "needs": row.needs.split(),
            "modes": list(row.facts.get("modes", ())),
            "title": row.title_stems,
            "organisation": row.organisation_stems,
            "body": row.body_stems,
            "names": [f"{word}={text}" for word, text in names_in((row.title_stems, row.organisation_stems)).items()],
        }
        return source | {"fingerprint": _hash(source)}


def mapping() -> dict[str, Any]:
    """Return the mapping that an index of listings has. Unknown fields are refused."""
    return {"dynamic": "strict", **ListingDocument._doc_type.mapping.to_dict()}


def mapping_hash() -> str:
    """Return a hash that changes when the mapping does; an index is named after it."""
    return _hash(mapping())[:10]


def _hash(value: Any) -> str:
    return hashlib.sha256(json.dumps(value, sort_keys=True).encode()).hexdigest()
