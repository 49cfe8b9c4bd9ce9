"""What the finder is asked and what it answers. Screens, the command and the tests build on these."""

from dataclasses import dataclass, field
from datetime import date

from directory.models import Need, Organisation, Prison, PrisonContact, ServicePage, ServiceSession


@dataclass(frozen=True)
class Who:
    """What is known about the person, as slugs of the directory's lists. Confirmed by a tick and never stored."""

    legal_status: str = ""
    age_band: str = ""
    """Such as "18-25" or "50+"; `age` in years wins when both are given."""
    age: int | None = None
    estate: str = ""
    """"men" or "women"; empty: what the prison holds."""
    groups: tuple[str, ...] = ()
    location: str = ""
    weeks_left: int | None = None
    language: str = ""

    @property
    def is_empty(self) -> bool:
        """Say whether nothing at all is known."""
        return self == Who()


@dataclass(frozen=True)
class Query:
    """One question to the finder."""

    prison: Prison
    text: str = ""
    needs: tuple[str, ...] = ()
    """Slugs of needs ticked by hand or by a trigger tile."""
    without: tuple[str, ...] = ()
    """Slugs of needs that were recognised in the text and that the user took away."""
    who: Who = field(default_factory=Who)
    modes: tuple[str, ...] = ()
    """Slugs of delivery modes, any of which will do."""
    when: str = ""
    """"", "today", "tomorrow", "this-week" or "weekend"."""
    limit: int = 10
    offset: int = 0


@dataclass(frozen=True)
class RecognisedNeed:
    """A need that was ticked, or recognised in the words. The words themselves are never displayed."""

    need: Need
    words: str = ""
    by: str = "word"
    """"word", "spelling" or "hand"."""
    negated: bool = False
    strength: float = 1.0
    """How far the words are trusted to mean this need, from 0 to 1; for the ranking only."""

    @property
    def slug(self) -> str:
        """Return the need's slug."""
        return self.need.slug

    @property
    def label(self) -> str:
        """Return what may be shown."""
        return self.need.label


@dataclass(frozen=True)
class Hit:
    """One suitable service, why it is there and how to get it."""

    page: ServicePage
    score: float
    parts: dict[str, float]
    """The score by part of the ranking formula."""
    why: tuple[str, ...]
    """A few plain words each: "For someone close has died", "Takes people on remand"."""
    next_session: tuple[date, ServiceSession] | None
    """For staff of the prison only; None otherwise, and when it comes by arrangement."""
    wait: str
    how_to_refer: str
    is_lifted: bool = False
    """Whether it stands higher than its score, as the best for one of several needs."""


@dataclass(frozen=True)
class Answer:
    """What the finder found, what it left out and why, and where to turn when there is nothing."""

    query: Query
    needs: tuple[RecognisedNeed, ...] = ()
    """Recognised and ticked needs; negated ones are marked and were not searched for."""
    groups: tuple[str, ...] = ()
    """Slugs of groups that the words spoke of ("ex-army"), used as if they had been ticked."""
    guesses: tuple[tuple[Need, float], ...] = ()
    """Needs that the words seem to go with, with weights from 0 to 1; only where none was named for sure."""
    hits: tuple[Hit, ...] = ()
    total: int = 0
    not_suitable: int = 0
    not_suitable_reasons: tuple[tuple[str, int], ...] = ()
    """Such as ("women only", 2), most frequent first."""
    nearest_needs: tuple[Need, ...] = ()
    helplines: tuple[Organisation, ...] = ()
    """National organisations; they are not known to visit this prison."""
    contacts: tuple[PrisonContact, ...] = ()
    """Chaplaincy and Safer Custody of this prison."""

    @property
    def is_empty(self) -> bool:
        """Say whether no suitable service was found."""
        return self.total == 0
