"""What one session had counted lately, so that a trouble counts once, however often it is asked about.

Marks live in the cache for some minutes under keyed hashes and go by themselves. They hold what would be counted
(slugs, never the words), and nobody can be told from them. The minutes are a setting (`LearningSettings`).
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.core.cache import cache
from django.http import HttpRequest

from search.models import LearningSettings
from search.types import Answer


@dataclass(frozen=True)
class Asker:
    """A browser that asks. Nothing of its user is known; one without a cookie is new each time."""

    key: str

    @classmethod
    def of(cls, request: HttpRequest) -> "Asker":
        """Return the asker of a request: its session, or for a visitor the cookie against forged forms."""
        key = request.session.session_key if request.user.is_authenticated else request.META.get("CSRF_COOKIE")
        return cls(key or "")

    def is_new(self, *what: str) -> bool:
        """Say whether the session did not have this counted lately, and mark it as counted. One of two at once wins."""
        return not self.key or bool(cache.add(self._place("counted", *what), 1, _seconds()))

    def remember_unknown(self, words: Iterable[str]) -> None:
        """Keep the hashes of words that a search did not know, to learn from what the session looks for next."""
        if self.key and (kept := list(words)):
            cache.set(self._place("unknown"), kept, _seconds())

    def take_unknown(self) -> list[str]:
        """Return the hashes that wait, once: what is looked for after the next search says nothing of them."""
        kept: list[str] = (cache.get(self._place("unknown")) if self.key else None) or []
        if kept:
            cache.delete(self._place("unknown"))
        return kept

    def _place(self, *parts: str) -> str:
        return ":".join(("finder", self.key, *parts))


def _seconds() -> int:
    return LearningSettings.load().counted_again_after_minutes * 60


def asked_needs(answer: Answer) -> list[str]:
    """Return the slugs of the needs that a search looked for."""
    return sorted(need.slug for need in answer.needs if not need.negated)


def what_is_asked(answer: Answer) -> tuple[str, ...]:
    """Return what makes two searches the same one: prison, needs, and what came of it; not the words, nor filters.

    Where no need was recognised the likeliest guess stands for the words. A search in vain is counted by the groups
    too (`UnmetSearch`).
    """
    needs = asked_needs(answer) or [f"?{need.slug}" for need, _share in answer.guesses[:1]]
    vain = ["vain", str(answer.not_suitable > 0), *sorted({*answer.query.who.groups, *answer.groups})]
    return ("search", answer.query.prison.pk, *needs, *(vain if answer.is_empty else ()))
