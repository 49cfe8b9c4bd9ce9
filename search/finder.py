"""The finder: from what troubles a person to the services that can help, in one call.

Recognise the words, ask the backend for candidates, keep those the user may see, judge whether they suit the
person, rank, explain. The number of queries does not depend on how many listings there are.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import Prefetch
from django.utils import timezone

from directory import permissions
from directory.models import ListingStatus, ServiceExclusion, ServicePage, next_session
from search import explain, fallback, sync
from search.backends import Candidate, Question, backend
from search.eligibility import Judge
from search.facts import Facts
from search.models import IndexRow
from search.person import Person, person_for
from search.ranking import Listing, Ranked, Ranker
from search.recognise import Recognised, Word, recognise
from search.timing import comes_in_time
from search.types import Answer, Hit, Query, RecognisedNeed, Who
from search.vocabulary import Vocabulary, current

__all__ = ["Answer", "Hit", "Query", "RecognisedNeed", "Who", "find"]

_STATUS = (
    "availability", "typical_wait_weeks", "availability_confirmed_on", "reviewed_on", "review_due_on", "created_at",
    "typical_answer_days", "share_accepted", "current_wait_days",
)  # fmt: skip


def find(query: Query, *, user: Any) -> Answer:
    """Answer a question about one prison with what the user may see there.

    Never raises for any text or unknown slug; an empty question lists the prison's services.
    """
    sync.flush()
    search = _Search.begin(query, user)
    listings = search.listings()
    unsuitable = Counter(listing.verdict.reason for listing in listings if listing.verdict.reason)
    ranked = search.ranker().rank(listing for listing in listings if not listing.verdict.reason)
    wanted = [need.slug for need in search.asked]
    return Answer(
        query=query,
        needs=search.needs,
        groups=search.recognised.groups,
        guesses=tuple((search.vocabulary.needs[slug], weight) for slug, weight in search.guesses.items()),
        hits=search.hits(ranked[query.offset : query.offset + query.limit]),
        total=len(ranked),
        not_suitable=sum(unsuitable.values()),
        not_suitable_reasons=tuple(sorted(unsuitable.items(), key=lambda item: (-item[1], item[0]))),
        nearest_needs=() if ranked else search.nearest(),
        helplines=() if ranked else fallback.helplines(wanted or search.guesses, search.vocabulary),
        contacts=fallback.contacts(query.prison) if search.staff else (),
    )


@dataclass(frozen=True)
class _Search:
    """One question on its way to its answer."""

    query: Query
    user: Any
    vocabulary: Vocabulary
    recognised: Recognised
    needs: tuple[RecognisedNeed, ...]
    person: Person
    staff: bool
    """Whether the user may know session times, and reasons that are for staff only."""
    today: date

    @classmethod
    def begin(cls, query: Query, user: Any) -> "_Search":
        """Read the words and work out who the person is."""
        vocabulary = current()
        recognised = recognise(query.text, vocabulary)
        return cls(
            query=query,
            user=user,
            vocabulary=vocabulary,
            recognised=recognised,
            needs=_needs(query, recognised, vocabulary),
            person=person_for(query.who, query.prison, vocabulary, recognised.groups, recognised.age),
            staff=permissions.sees_staff_details(user, query.prison),
            today=timezone.localdate(),
        )

    @property
    def asked(self) -> tuple[RecognisedNeed, ...]:
        """Return the needs to look for: all but those ruled out."""
        return tuple(need for need in self.needs if not need.negated)

    @property
    def guesses(self) -> dict[str, float]:
        """Return the needs to look for where none was ticked, or named for sure."""
        if any(need.by == "hand" for need in self.asked):
            return {}
        ruled_out = {need.slug for need in self.needs if need.negated} | set(self.query.without)
        return {slug: weight for slug, weight in self.recognised.guesses.items() if slug not in ruled_out}

    @cached_property
    def visible(self) -> Any:
        """Return the prison's live listings that the user may see.

        In an open prison those are the same for everybody (roles add drafts, which are not live), so that asking as
        the public spares the database the user's permissions.
        """
        user = AnonymousUser() if self.query.prison.is_open else self.user
        return ServicePage.objects.visible_to(user).live().in_prison(self.query.prison)

    def listings(self) -> list[Listing]:
        """Return the candidates that the user may see, come the way and when asked for, each with its verdict."""
        candidates = {found.page_id: found for found in backend().search(self._question())}
        judge = Judge(self.person, self.vocabulary, self.staff)
        listings = []
        for listing in _load(candidates, self.visible):
            if self._comes_as_asked(listing.facts):
                verdict = judge.verdict(listing.facts, listing.status.availability)
                listings.append(replace(listing, verdict=verdict))
        return listings

    def _question(self) -> Question:
        slugs = {need.slug for need in self.asked} | set(self.guesses)
        around = {child for slug in slugs for child in self.vocabulary.children.get(slug, ())}
        around |= {self.vocabulary.heading_of[slug] for slug in slugs if slug in self.vocabulary.heading_of}
        return Question(self.query.prison.pk, frozenset(slugs | around), self._words())

    def _words(self) -> tuple[Word, ...]:
        """Return the words to compare with listings: not those of needs that were ruled out or taken away."""
        unwanted = {need.slug for need in self.needs if need.negated} | set(self.query.without)
        return tuple(word for word in self.recognised.words if not (word.needs and word.needs <= unwanted))

    def _comes_as_asked(self, facts: Facts) -> bool:
        if self.query.modes and not set(self.query.modes) & set(facts.modes):
            return False
        # Session days are for staff; for anybody else the question would give them away.
        return not (self.query.when and self.staff) or comes_in_time(facts, self.query.when, self.today)

    def ranker(self) -> Ranker:
        """Return the ranking for this question."""
        return Ranker(self.asked, self.guesses, self.vocabulary, self.today, self.staff)

    def nearest(self) -> Any:
        """Return needs near those asked for."""
        return fallback.nearest_needs(
            self.asked, self.recognised.guesses, self.query.prison, self.visible, self.vocabulary
        )

    def hits(self, ranked: list[Ranked]) -> tuple[Hit, ...]:
        """Fetch the pages of one screen of results."""
        exclusions = Prefetch("exclusions", ServiceExclusion.objects.select_related("group"))
        pages = (
            self.visible.filter(pk__in=[hit.page_id for hit in ranked])
            .select_related("organisation", "status", "prison")
            .prefetch_related("sessions", exclusions)
            .in_bulk()
            if ranked
            else {}
        )
        return tuple(self._hit(hit, pages[hit.page_id]) for hit in ranked if hit.page_id in pages)

    def _hit(self, ranked: Ranked, page: ServicePage) -> Hit:
        _give_terms(page, ranked.listing.facts, self.vocabulary)
        session = next_session(page, self.today) if self.staff else None
        explainer = explain.Explainer(self.person, self.vocabulary, self.today)
        return Hit(
            page=page,
            score=ranked.score,
            parts=ranked.parts,
            why=explainer.why(ranked, session[0] if session else None),
            next_session=session,
            wait=explain.wait(ranked.listing.status),
            how_to_refer=page.how_to_refer,
            is_lifted=ranked.is_lifted,
        )


def _needs(query: Query, recognised: Recognised, vocabulary: Vocabulary) -> tuple[RecognisedNeed, ...]:
    """Return ticked needs, then those recognised and not taken away."""
    ticked = [RecognisedNeed(vocabulary.needs[slug], by="hand") for slug in query.needs if slug in vocabulary.needs]
    set_aside = {*query.needs, *query.without}
    return (*dict.fromkeys(ticked), *(need for need in recognised.needs if need.slug not in set_aside))


def _load(candidates: dict[int, Candidate], visible: Any) -> Iterable[Listing]:
    """Yield what ranking needs of the visible candidates, in one query."""
    rows = IndexRow.objects.filter(page__in=visible.filter(pk__in=candidates)).values_list(
        "page_id", "title", "facts", *(f"page__status__{name}" for name in _STATUS)
    )
    for page_id, title, facts, *status in rows if candidates else ():
        known = {name: value for name, value in zip(_STATUS, status, strict=True) if value is not None}
        yield Listing(candidates[page_id], title, Facts.from_json(facts), ListingStatus(**known))


def _give_terms(page: ServicePage, facts: Facts, vocabulary: Vocabulary) -> None:
    """Put the listing's terms on the page from memory, so that showing them asks the database nothing."""
    for name, slugs, table in (
        ("needs", facts.needs, vocabulary.needs),
        ("groups", facts.groups, vocabulary.groups),
        ("delivery_modes", facts.modes, vocabulary.modes),
        ("legal_statuses", facts.legal_statuses, vocabulary.legal_statuses),
        ("locations", facts.locations, vocabulary.locations),
        ("languages", facts.languages, vocabulary.languages),
    ):
        setattr(page, name, [table[slug] for slug in slugs if slug in table])
