"""Indices and their aliases.

An index is named after a hash of its mapping. Readers and writers know two aliases only, named after the environment,
so that several may share a cluster. A change of the mapping makes another index, which is filled while the old one
answers; then the aliases move in one step and the old index goes.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from elasticsearch import BadRequestError, Elasticsearch

from search.elastic import documents
from search.elastic.client import IndexMissing, execute

_SETTINGS = {"number_of_shards": 1, "auto_expand_replicas": "0-1", "max_result_window": 20_000}
#: Making and moving indices may take its time.
_PATIENCE = 60.0


@dataclass(frozen=True)
class Names:
    """The names in force: of the index that fits the code, and of the aliases."""

    index: str
    read: str
    write: str


def names() -> Names:
    """Return this environment's names."""
    base = f"{settings.ELASTICSEARCH_INDEX}-listings"
    return Names(f"{base}-{documents.mapping_hash()}", f"{base}-read", f"{base}-write")


def create() -> bool:
    """Make the index that fits the code, unless it is there, and let it be written to. Returns whether it was made."""
    wanted = names()

    def ask(asked: Elasticsearch) -> bool:
        made = not asked.indices.exists(index=wanted.index) and _made(asked, wanted.index)
        elsewhere = [index for index in holding(wanted.write) if index != wanted.index]
        actions: list[dict[str, Any]] = [{"remove": {"index": index, "alias": wanted.write}} for index in elsewhere]
        actions.append({"add": {"index": wanted.index, "alias": wanted.write, "is_write_index": True}})
        asked.indices.update_aliases(actions=actions)
        return made

    return execute("create", ask, timeout=_PATIENCE)


def _made(asked: Elasticsearch, index: str) -> bool:
    """Make an index; return False where somebody else made it at this moment."""
    try:
        asked.indices.create(index=index, mappings=documents.mapping(), settings=_SETTINGS)
    except BadRequestError as error:
        if error.error != "resource_already_exists_exception":
            raise
        return False
    return True


def switch() -> list[str]:
    """Let readers see the index that fits the code, in one step, and drop the others, also those that no alias
    stands for any more. Returns those dropped. Of two at once the second finds nothing left to drop.
    """
    try:
        return _switched()
    except IndexMissing:
        return _switched()


def _switched() -> list[str]:
    wanted = names()
    old = [*(index for index in holding(wanted.read) if index != wanted.index), *left_over()]

    def ask(asked: Elasticsearch) -> None:
        actions: list[dict[str, Any]] = [{"remove_index": {"index": index}} for index in old]
        actions.append({"add": {"index": wanted.index, "alias": wanted.read}})
        asked.indices.update_aliases(actions=actions)

    execute("switch", ask, timeout=_PATIENCE)
    return old


def holding(alias: str) -> list[str]:
    """Return the indices that an alias stands for; none when it is not there."""
    try:
        found = execute("alias", lambda asked: asked.indices.get_alias(name=alias), timeout=_PATIENCE)
    except IndexMissing:
        return []
    return sorted(found.keys())


def fields(alias: str) -> frozenset[str]:
    """Return the names of the fields that the index of an alias knows; it refuses documents with others."""
    found = execute("mapping", lambda asked: asked.indices.get_mapping(index=alias), timeout=_PATIENCE)
    return frozenset(name for index in found.body.values() for name in index["mappings"]["properties"])


def left_over() -> list[str]:
    """Return indices of this environment that no alias stands for: a migration to them was broken off for good."""
    wanted = names()
    pattern = f"{wanted.read.removesuffix('-read')}-*"
    found = execute("indices", lambda asked: asked.indices.get_alias(index=pattern), timeout=_PATIENCE)
    return sorted(name for name, held in found.body.items() if not held["aliases"] and name != wanted.index)


def aliases_to_write() -> list[str]:
    """Return the aliases that a change is written to: while an index is filled, that one and the one that answers."""
    wanted = names()
    readers, writers = holding(wanted.read), holding(wanted.write)
    return [wanted.write] if readers in ([], writers) else [wanted.write, wanted.read]


def problems() -> Iterator[str]:
    """Yield a sentence for whatever is wrong with index and aliases."""
    wanted = names()
    readers, writers = holding(wanted.read), holding(wanted.write)
    for alias, held in ((wanted.read, readers), (wanted.write, writers)):
        if not held:
            yield f"The alias {alias} is missing: run search_migrate."
        elif held != [wanted.index]:
            yield f"The alias {alias} stands for {', '.join(held)}, not {wanted.index}: run search_migrate."
    for index in left_over():
        yield f"The index {index} is left over from a migration that was broken off: search_migrate drops it."
