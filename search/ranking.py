"""Where a suitable listing stands: a sum of six parts, each from 0 to 1 times its weight.

    score = fit           how well it fits what was asked: its needs, its name, its words
          + suits         made for somebody like the person, open to all, or for a group they may be in
          + availability  open, limited places, waiting list; less when nobody confirmed it lately
          + freshness     the listing itself confirmed, due, or not confirmed
          + soon          how soon it comes next (for staff of the prison, who may know)
          + replies       how fast it answers referrals, and how many it accepts

The six weights are a row that administrators edit (`RankingWeights`); by default they add up to 100. What a part is
made of is not: the constants below, say what half a fit or half an availability is, and the labelled
queries are scored with them as they stand (`make search-quality`). By need, fit is seven tenths how well the best asked
need is met, a tenth how many of those asked for are met, and two tenths how far the words are the listing's own. Ties
are settled by title. Where several needs were asked for, the best service for each stands before more of the same.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from directory.enums import Availability, Freshness
from directory.models import ListingStatus, ReviewSettings
from search.backends.base import Candidate
from search.eligibility import Verdict
from search.facts import Facts
from search.types import RecognisedNeed
from search.vocabulary import Vocabulary

#: How well a listing's need fits the one asked for: the same, one under it, or the heading above it.
SAME, UNDER_HEADING, HEADING_ABOVE = 1.0, 0.85, 0.55
#: What a guess from definitions counts beside a need that was named.
GUESSED = 0.5
#: What a fit by need is made of: the best need met, the share of needs met, and the words of its description.
BEST_NEED, NEEDS_MET, OWN_WORDS = 0.7, 0.1, 0.2
#: What the words of its description, and its name, count where no need says more.
BY_WORDS, BY_NAME = 0.6, 0.95
#: Needs that are shown first, one listing each, before the rest in order of score.
COVERED_FIRST = 3
AVAILABILITY = {Availability.OPEN: 1.0, Availability.LIMITED: 0.75, Availability.WAITING_LIST: 0.5}
FRESHNESS = {
    Freshness.CONFIRMED: 1.0, Freshness.DUE: 0.9, Freshness.NOT_CONFIRMED: 0.35, Freshness.LEFT_INSERT: 0.1,
}  # fmt: skip
NOT_KNOWN = 0.5


_SUITS = Verdict()


@dataclass(frozen=True)
class Listing:
    """A candidate with what its score is made from."""

    candidate: Candidate
    title: str
    facts: Facts
    status: ListingStatus
    verdict: Verdict = _SUITS


@dataclass(frozen=True)
class Ranked:
    """A listing with its score, and the asked needs that it answers, best first."""

    listing: Listing
    parts: dict[str, float]
    answers: tuple[str, ...]
    is_lifted: bool = False
    """Whether it stands higher than its score, as the best for one of several needs."""

    @property
    def page_id(self) -> int:
        """Return the id of the listing's page."""
        return self.listing.candidate.page_id

    @property
    def score(self) -> float:
        """Return the sum of the parts."""
        return round(sum(self.parts.values()), 4)


@dataclass(frozen=True)
class Ranker:
    """Ranks listings for one question."""

    asked: tuple[RecognisedNeed, ...]
    guesses: Mapping[str, float]
    vocabulary: Vocabulary
    today: date
    staff: bool

    def rank(self, listings: Iterable[Listing]) -> list[Ranked]:
        """Return the listings in order."""
        ranked = sorted((self._ranked(listing) for listing in listings), key=_order)
        return self._each_need_first(ranked)

    def _ranked(self, listing: Listing) -> Ranked:
        weights, rules = self.vocabulary.weights, self.vocabulary.review_rules
        matches = self._matches(listing.facts)
        shares = {
            "fit": self._fit(matches, listing.candidate),
            "suits": listing.verdict.suits,
            "availability": availability(listing.status, rules, self.today),
            "freshness": FRESHNESS[listing.status.freshness(rules, self.today)],
            "soon": soon(listing.facts, self.today) if self.staff else NOT_KNOWN,
            "replies": replies(listing.status, listing.facts),
        }
        parts = {name: round(share * getattr(weights, name), 4) for name, share in shares.items()}
        answers = sorted(matches, key=lambda slug: (-matches[slug], slug))
        return Ranked(listing, parts, tuple(answers))

    @cached_property
    def wanted(self) -> dict[str, float]:
        """Return the asked and guessed needs with what answering each counts."""
        wanted = {need.slug: need.strength for need in self.asked}
        top = max(self.guesses.values(), default=1.0)
        for slug, weight in self.guesses.items():
            wanted[slug] = min(1.0, wanted.get(slug, 0.0) + GUESSED * weight / top)
        return wanted

    def _matches(self, facts: Facts) -> dict[str, float]:
        """Return how well the listing answers each wanted need that it answers at all."""
        found = {slug: strength * self._match(slug, facts) for slug, strength in self.wanted.items()}
        return {slug: match for slug, match in found.items() if match}

    def _match(self, slug: str, facts: Facts) -> float:
        focus = 1 - 0.03 * min(len(facts.needs) - 1, 4)
        if slug in facts.needs:
            return SAME * focus
        if any(child in facts.needs for child in self.vocabulary.children.get(slug, ())):
            return UNDER_HEADING * focus
        return HEADING_ABOVE if self.vocabulary.heading_of.get(slug) in facts.needs else 0.0

    def _fit(self, matches: dict[str, float], candidate: Candidate) -> float:
        if not self.wanted:
            return max(BY_WORDS * candidate.text, BY_NAME * candidate.name)
        best = max(matches.values(), default=0.0)
        share = len(matches) / len(self.wanted)
        by_need = BEST_NEED * best + NEEDS_MET * share + OWN_WORDS * candidate.text
        return max(by_need, BY_NAME * candidate.name)

    def _each_need_first(self, ranked: list[Ranked]) -> list[Ranked]:
        wanted = sorted(self.wanted.items(), key=lambda item: (-item[1], item[0]))[:COVERED_FIRST]
        if len(wanted) < 2 or not ranked:
            return ranked
        first = {hit.page_id for hit in ranked[:1]}
        for slug, _ in wanted:
            if len(first) < COVERED_FIRST:
                first |= {next((hit.page_id for hit in ranked if slug in hit.answers), ranked[0].page_id)}
        lifted = [
            replace(hit, is_lifted=place >= len(first)) for place, hit in enumerate(ranked) if hit.page_id in first
        ]
        return [*lifted, *(hit for hit in ranked if hit.page_id not in first)]


def _order(hit: Ranked) -> tuple[float, str, int]:
    return -hit.score, hit.listing.title.casefold(), hit.page_id


def availability(status: ListingStatus, rules: ReviewSettings, today: date) -> float:
    """Return 1 for open down to 0.1 for a long wait, a fifth less when not confirmed within the rules' days."""
    share = AVAILABILITY.get(Availability(status.availability), 0.0)
    if status.availability == Availability.WAITING_LIST:
        share = max(0.1, share - 0.03 * (status.wait_weeks or 0))
    return share if status.availability_is_confirmed(rules, today) else share * 0.8


def soon(facts: Facts, today: date) -> float:
    """Return 1 for a weekly session today down to 0.14 for one six days away; a half when it has none."""
    if not facts.weekdays:
        return NOT_KNOWN
    return 1 - min((day - today.weekday()) % 7 for day in facts.weekdays) / 7


def replies(status: ListingStatus, facts: Facts) -> float:
    """Return a share that falls with the working days to an answer and with the referrals not accepted."""
    days = status.typical_answer_days if status.typical_answer_days is not None else facts.response_days
    accepted = 100 if status.share_accepted is None else status.share_accepted
    return (1 / (1 + days / 5)) * (0.5 + accepted / 200)
