"""What a search backend is asked and what it answers.

A backend only proposes: it returns ids with a score for the words. Who may see a listing, whether it suits the
person and where it ranks is decided from our own tables, the same for every backend.
"""

from dataclasses import dataclass
from typing import NamedTuple, Protocol

from search.recognise import Word


@dataclass(frozen=True)
class Question:
    """What to look for in one prison."""

    prison: str
    """The prison's code."""
    needs: frozenset[str] = frozenset()
    """Slugs; a listing with any of them is a candidate, whatever its words."""
    words: tuple[Word, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Say whether everything is asked for."""
        return not self.needs and not self.words


class Candidate(NamedTuple):
    """One listing that may answer the question."""

    page_id: int
    text: float = 0.0
    """How much of the words its title, organisation and description hold, from 0 to 1."""
    name: float = 0.0
    """How much of the words its title and organisation alone hold, from 0 to 1."""


class Offers(NamedTuple):
    """How many live listings of a prison there are by slug: for each need, and for each way in which help comes."""

    needs: dict[str, int]
    modes: dict[str, int]


class Backend(Protocol):
    """Finds candidates."""

    name: str
    """What to call it in figures and logs."""

    def search(self, question: Question) -> list[Candidate]:
        """Return the candidates of the prison in no particular order; all its live listings for an empty question."""
        ...

    def offers(self, prison: str) -> Offers:
        """Return how many live listings of a prison there are for each need and way; those of none are left out."""
        ...
