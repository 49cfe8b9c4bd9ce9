"""Whether a listing suits a person. Left out is only what contradicts a known fact; the rest is ranked and labelled.

A service for veterans is not left out because nobody said that the person is one: it stands lower, and says so.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

from directory.enums import TAKES_PEOPLE, Availability
from search.facts import ANYONE, Facts
from search.person import MEN, WOMEN, Person, overlap
from search.vocabulary import Vocabulary

#: How well a service suits, from 0 to 1: made for the person, open to all, for a group the person may be in.
FOR_THEM, FOR_ALL, FOR_SOME = 1.0, 0.7, 0.2
OTHER_REASON = "for another reason"
_OLDEST = 120


class Verdict(NamedTuple):
    """Suits or not: `reason` is empty when it does, and otherwise says in plain words why not."""

    reason: str = ""
    suits: float = FOR_ALL
    group: str = ""
    """The slug of the group that it is for, when it is for somebody in particular."""


@dataclass(frozen=True)
class Judge:
    """Decides about listings for one person. `staff` may be told reasons that the public may not."""

    person: Person
    vocabulary: Vocabulary
    staff: bool = False

    def verdict(self, facts: Facts, availability: str) -> Verdict:
        """Say whether the listing suits; the first contradiction gives the reason."""
        if availability not in TAKES_PEOPLE:
            return Verdict("paused" if availability == Availability.PAUSED else "closed")
        for check in _CHECKS:
            if reason := check(self, facts):
                return Verdict(reason)
        return self._membership(facts)

    def _membership(self, facts: Facts) -> Verdict:
        groups = [slug for slug in facts.groups if slug not in (MEN, WOMEN)]
        mine = [slug for slug in groups if slug in self.person.is_in]
        if mine:
            return Verdict("", FOR_THEM, mine[0])
        if not groups or ANYONE in groups:
            return Verdict("", FOR_ALL)
        open_to_question = [slug for slug in groups if slug not in self.person.is_not_in]
        if not open_to_question:
            return Verdict(f"only for {self._group(groups[0])}")
        return Verdict("", FOR_SOME, open_to_question[0])

    def _group(self, slug: str) -> str:
        group = self.vocabulary.groups.get(slug)
        return self.vocabulary.in_sentence(group.label) if group else "another group"

    def wrong_estate(self, facts: Facts) -> str:
        """Men's or women's only, by its own boxes or by the groups it names."""
        women_only = not facts.for_men or (WOMEN in facts.groups and MEN not in facts.groups)
        men_only = not facts.for_women or (MEN in facts.groups and WOMEN not in facts.groups)
        if women_only and self.person.estate == MEN:
            return "women only"
        return "men only" if men_only and self.person.estate == WOMEN else ""

    def wrong_legal_status(self, facts: Facts) -> str:
        """None of the person's possible legal statuses is taken."""
        mine = self.person.legal_statuses
        if not mine or not facts.legal_statuses or mine & set(facts.legal_statuses):
            return ""
        statuses = self.vocabulary.legal_statuses
        if all(statuses[slug].is_remand for slug in mine):
            return "does not take people on remand"
        return f"not for this legal status: {self.vocabulary.in_sentence(statuses[min(mine)].label)}"

    def wrong_age(self, facts: Facts) -> str:
        """The person's age is outside the service's."""
        if self.person.ages is None or (facts.age_from is None and facts.age_to is None):
            return ""
        wanted = (facts.age_from or 0, _OLDEST if facts.age_to is None else facts.age_to)
        return "" if overlap(self.person.ages, wanted) else "for another age"

    def out_of_reach(self, facts: Facts) -> str:
        """It does not come to where the person is."""
        where = self.person.location
        if not where or not facts.locations or where in facts.locations:
            return ""
        location = self.vocabulary.locations.get(where)
        return f"does not reach {self.vocabulary.in_sentence(location.label)}" if location else ""

    def excluded_group(self, facts: Facts) -> str:
        """It is not for a group the person belongs to. Sensitive exclusions are counted without being named."""
        for slug, staff_only in facts.not_for:
            if slug in self.person.is_in:
                group = self.vocabulary.groups.get(slug)
                sensitive = staff_only or (group is not None and group.is_restricted)
                return OTHER_REASON if sensitive and not self.staff else f"not for {self._group(slug)}"
        return ""

    def wrong_weeks_left(self, facts: Facts) -> str:
        """There is too little or too much time left."""
        left = self.person.weeks_left
        if left is None:
            return ""
        if facts.weeks_left_min is not None and left < facts.weeks_left_min:
            return f"needs at least {facts.weeks_left_min} weeks left"
        if facts.weeks_left_max is not None and left > facts.weeks_left_max:
            return f"only in the last {facts.weeks_left_max} weeks"
        return ""


_CHECKS: tuple[Callable[[Judge, Facts], str], ...] = (
    Judge.wrong_estate,
    Judge.excluded_group,
    Judge.wrong_legal_status,
    Judge.wrong_age,
    Judge.out_of_reach,
    Judge.wrong_weeks_left,
)
