"""Addresses of a search: slugs of public lists only, so that nothing typed reaches a history or a server's log."""

from dataclasses import dataclass
from urllib.parse import urlencode

from search.forms import FinderForm
from search.types import Answer

Pair = tuple[str, str]


@dataclass(frozen=True)
class Address:
    """Where the same question, without its words, can be asked again by a link."""

    path: str
    pairs: tuple[Pair, ...] = ()

    def __str__(self) -> str:
        return f"{self.path}?{urlencode(self.pairs)}" if self.pairs else self.path

    def with_(self, name: str, value: str) -> "Address":
        """Return the address with one more choice."""
        return Address(self.path, tuple(dict.fromkeys([*self.pairs, (name, value)])))

    def without(self, name: str, value: str) -> "Address":
        """Return the address with one choice taken away."""
        return Address(self.path, tuple(pair for pair in self.pairs if pair != (name, value)))

    def only_needs(self, slug: str) -> "Address":
        """Return the address with this need instead of the needs it has."""
        return Address(self.path, (("need", slug), *(pair for pair in self.pairs if pair[0] != "need")))


def address_of(path: str, form: FinderForm, answer: Answer | None = None) -> Address:
    """Return the address of a question; what the finder recognised in its words stands in it as slugs."""
    needs = list(form.cleaned_data["need"])
    groups: tuple[str, ...] = ()
    if answer is not None:
        needs += [need.slug for need in answer.needs if not need.negated]
        groups = answer.groups
    chosen = [(name, value) for name, value, _label in form.chosen()]
    pairs = [("need", slug) for slug in needs] + chosen + [("group", slug) for slug in groups]
    return Address(path, tuple(dict.fromkeys(pairs)))
