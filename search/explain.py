"""Says in a few plain words why a service is offered, how long the wait is, and when it comes."""

from dataclasses import dataclass
from datetime import date

from directory.enums import Availability, Freshness
from directory.models import ListingStatus
from search.eligibility import FOR_THEM
from search.person import Person
from search.ranking import Ranked
from search.vocabulary import Vocabulary

_MOST_NEEDS = 2
NOT_CONFIRMED = "Not confirmed lately: ring first"
#: From this share of the words on, a name counts as named.
_NAMED = 0.6
_TEXT = 0.3


@dataclass(frozen=True)
class Explainer:
    """Explains hits for one question. `next_date` is given only where the reader may know session times."""

    person: Person
    vocabulary: Vocabulary
    today: date

    def why(self, hit: Ranked, next_date: date | None) -> tuple[str, ...]:
        """Return the reasons, the most telling first. Synonyms and typed words never appear."""
        return tuple(
            reason
            for reason in (
                *self._needs(hit),
                self._group(hit),
                self._remand(hit),
                self._location(hit),
                self._language(hit),
                self._comes(next_date),
                self._not_confirmed(hit.listing.status),
            )
            if reason
        )

    def _needs(self, hit: Ranked) -> list[str]:
        labels = [self.vocabulary.needs[slug].label for slug in hit.answers[:_MOST_NEEDS]]
        if labels:
            return [f"For {self.vocabulary.in_sentence(label)}" for label in labels]
        candidate = hit.listing.candidate
        if candidate.name >= _NAMED:
            return ["Its name matches"]
        return ["Its description may match"] if candidate.text else []

    def _group(self, hit: Ranked) -> str:
        group = self.vocabulary.groups.get(hit.listing.verdict.group)
        if group is None or group.is_restricted:
            return ""
        label = self.vocabulary.in_sentence(group.label)
        return f"For {label}" if hit.listing.verdict.suits == FOR_THEM else f"For {label} only: check first"

    def _remand(self, hit: Ranked) -> str:
        mine, statuses = self.person.legal_statuses, self.vocabulary.legal_statuses
        on_remand = bool(mine) and all(statuses[slug].is_remand for slug in mine)
        return "Takes people on remand" if on_remand and hit.listing.verdict.group != "remand" else ""

    def _location(self, hit: Ranked) -> str:
        location = self.vocabulary.locations.get(self.person.location)
        reached = location is not None and self.person.location in hit.listing.facts.locations
        return f"Reaches {self.vocabulary.in_sentence(location.label)}" if location and reached else ""

    def _language(self, hit: Ranked) -> str:
        language = self.vocabulary.languages.get(self.person.language)
        return f"In {language.label}" if language and language.slug in hit.listing.facts.languages else ""

    def _comes(self, next_date: date | None) -> str:
        if next_date is None:
            return ""
        days = (next_date - self.today).days
        return f"Comes {('today', 'tomorrow')[days] if days < 2 else f'{next_date:%A}'}"

    def _not_confirmed(self, status: ListingStatus) -> str:
        stale = status.freshness(self.vocabulary.review_rules, self.today)
        return NOT_CONFIRMED if stale in (Freshness.NOT_CONFIRMED, Freshness.LEFT_INSERT) else ""


def wait(status: ListingStatus) -> str:
    """Say in a few words how long somebody waits, and how soon the service usually answers."""
    days = status.typical_answer_days
    if days is None:
        return _place(status)
    soon = "the same day" if days == 0 else f"in {days} working day{'' if days == 1 else 's'}"
    return f"{_place(status)}; usually answers {soon}"


def _place(status: ListingStatus) -> str:
    if status.availability == Availability.OPEN:
        return "Open now"
    if status.availability == Availability.LIMITED:
        return "A few places"
    weeks = status.wait_weeks
    if status.availability != Availability.WAITING_LIST or weeks is None:
        return status.get_availability_display()
    return f"Waiting list, about {weeks} week{'' if weeks == 1 else 's'}"
