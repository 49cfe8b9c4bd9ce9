"""What is known of the person, worked out once: who they are, who they are not, and what is not known."""

from dataclasses import dataclass

from directory.models import Prison
from search.types import Who
from search.vocabulary import Vocabulary

#: Groups that say the same as another fact about the person.
MEN, WOMEN, REMAND = "men", "women", "remand"
GROUPS_OF_LOCATION = {"vulnerable-persons-unit": "vpu", "segregation": "csu"}
_OLDEST = 120


@dataclass(frozen=True)
class Person:
    """The facts that eligibility is decided by. Empty or None means not known."""

    estate: str = ""
    ages: tuple[int, int] | None = None
    legal_statuses: frozenset[str] = frozenset()
    """Any of these may be the person's: "remand" is two of them."""
    location: str = ""
    weeks_left: int | None = None
    language: str = ""
    is_in: frozenset[str] = frozenset()
    """Groups the person belongs to."""
    is_not_in: frozenset[str] = frozenset()
    """Groups the person cannot belong to, by what is known."""


def person_for(who: Who, prison: Prison, vocabulary: Vocabulary, groups: tuple[str, ...], age: int | None) -> Person:
    """Join what was ticked with what the words said (`groups`, `age`). What was ticked wins."""
    said = {slug for slug in (*who.groups, *groups) if slug in vocabulary.groups}
    estate = _estate(who, prison, said)
    statuses = _legal_statuses(who, said, vocabulary)
    location = who.location or next((GROUPS_OF_LOCATION[slug] for slug in sorted(said & set(GROUPS_OF_LOCATION))), "")
    ages = _ages(who, age, said, vocabulary)
    known = Person(estate, ages, statuses, location, who.weeks_left, who.language)
    following = {slug: _membership(slug, known, vocabulary) for slug in vocabulary.groups}
    is_in = said | {slug for slug, answer in following.items() if answer}
    is_not_in = {slug for slug, answer in following.items() if answer is False} - said
    return Person(
        estate, ages, statuses, location, who.weeks_left, who.language, frozenset(is_in), frozenset(is_not_in)
    )


def _estate(who: Who, prison: Prison, said: set[str]) -> str:
    if prison.holds_men != prison.holds_women:
        return MEN if prison.holds_men else WOMEN
    if who.estate:
        return who.estate
    return next((slug for slug in (MEN, WOMEN) if slug in said), "") if len(said & {MEN, WOMEN}) == 1 else ""


def _legal_statuses(who: Who, said: set[str], vocabulary: Vocabulary) -> frozenset[str]:
    known = vocabulary.legal_statuses
    if who.legal_status in known:
        return frozenset([who.legal_status])
    if who.legal_status == REMAND or REMAND in said:
        return frozenset(slug for slug, status in known.items() if status.is_remand)
    return frozenset(said & set(known))


def _ages(who: Who, age: int | None, said: set[str], vocabulary: Vocabulary) -> tuple[int, int] | None:
    if who.age is not None:
        return who.age, who.age
    band = _band(who.age_band)
    if band or age is not None:
        return band or (age or 0, age or 0)
    for slug in sorted(said):
        group = vocabulary.groups[slug]
        if group.age_from is not None or group.age_to is not None:
            return group.age_from or 0, group.age_to or _OLDEST
    return None


def _band(text: str) -> tuple[int, int] | None:
    """Read "18-25" or "50+"; None for anything else."""
    first, dash, last = text.replace("–", "-").partition("-")
    if dash and first.strip().isdecimal() and last.strip().isdecimal():
        return int(first), int(last)
    if text.strip().endswith("+") and text.strip()[:-1].isdecimal():
        return int(text.strip()[:-1]), _OLDEST
    return None


def _membership(slug: str, known: Person, vocabulary: Vocabulary) -> bool | None:
    """Say whether what is known puts the person in a group (True), rules it out (False) or leaves it open (None)."""
    group = vocabulary.groups[slug]
    if slug in (MEN, WOMEN):
        return known.estate == slug if known.estate else None
    if slug in GROUPS_OF_LOCATION:
        return known.location == GROUPS_OF_LOCATION[slug] if known.location else None
    if slug == REMAND or slug in vocabulary.legal_statuses:
        return _by_status(slug, known, vocabulary)
    if group.age_from is not None or group.age_to is not None:
        return _by_age(known.ages, (group.age_from or 0, group.age_to or _OLDEST))
    return None


def _by_status(slug: str, known: Person, vocabulary: Vocabulary) -> bool | None:
    if not known.legal_statuses:
        return None
    statuses = vocabulary.legal_statuses
    remand = {code for code, status in statuses.items() if status.is_remand}
    meant = remand if slug == REMAND else {slug}
    if known.legal_statuses <= meant:
        return True
    return None if known.legal_statuses & meant else False


def _by_age(ages: tuple[int, int] | None, wanted: tuple[int, int]) -> bool | None:
    if ages is None:
        return None
    if wanted[0] <= ages[0] and ages[1] <= wanted[1]:
        return True
    return None if overlap(ages, wanted) else False


def overlap(one: tuple[int, int], other: tuple[int, int]) -> bool:
    """Say whether two ranges of years share a year."""
    return one[0] <= other[1] and other[0] <= one[1]
