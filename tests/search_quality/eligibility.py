"""An oracle of its own for eligibility: reads the listing's own fields, not what the finder keeps of them.

It also proves that it can fail: each kind of restriction must have kept back a listing that the same words find for
nobody in particular. Languages keep nobody out, so that there is nothing to check about them.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

from django.contrib.auth.models import AnonymousUser

from directory import models as m
from directory.enums import TAKES_PEOPLE, Availability
from search import sync
from search.finder import Query, Who, find
from search.types import Answer

#: People who ask in turn; each contradicts some of the restrictions below.
PEOPLE = (
    Who(estate="men", age=40, legal_status="unconvicted", location="csu"),
    Who(estate="women", age=19, legal_status="sentenced", location="wing"),
    Who(estate="men", age=19, legal_status="sentenced", groups=("veterans",), weeks_left=2),
    Who(estate="women", age=70, legal_status="immigration-detainee", location="healthcare", weeks_left=60),
    Who(legal_status="remand"),
    Who(estate="men", groups=("gypsy-roma-traveller",), weeks_left=500),
)
#: All the hits of a question, however many.
ALL = 10_000
#: One question in so many is asked for nobody in particular too.
ASKED_AGAIN = 7
#: What must have kept some listing back.
KINDS = {
    "men", "women", "too young", "too old", "status", "place", "group", "for others", "too little time", "too much time"
}  # fmt: skip


@dataclass(frozen=True)
class Violation:
    """A listing that was offered to somebody it is not for."""

    query: str
    title: str
    why: str


def restrict(prison: m.Prison) -> None:
    """Give the listings of the scored world restrictions in turn, and index them again."""
    statuses = {status.slug: status for status in m.LegalStatus.objects.all()}
    wing = m.LocationKind.objects.get(slug="wing")
    groups = {group.slug: group for group in m.Group.objects.filter(slug__in=_GROUPS)}
    pages = list(m.ServicePage.objects.filter(prison=prison).order_by("pk"))
    for number, page in enumerate(pages):
        turn = number % (len(_FIELDS) + 8)
        for name, value in (_FIELDS[turn] if turn < len(_FIELDS) else {}).items():
            setattr(page, name, value)
        _restrict(page, turn - len(_FIELDS), statuses, wing, groups)
        page.save()
    sync.index_pages(page.pk for page in pages)


_GROUPS = ("veterans", "gypsy-roma-traveller", "women", "young-adults")
_FIELDS: tuple[dict[str, object], ...] = (
    {"for_men": False},
    {"for_women": False},
    {"age_from": 18, "age_to": 25},
    {"age_from": 50},
    {"weeks_left_min": 12},
    {"weeks_left_max": 8},
)


def _restrict(
    page: m.ServicePage,
    turn: int,
    statuses: dict[str, m.LegalStatus],
    wing: m.LocationKind,
    groups: dict[str, m.Group],
) -> None:
    if turn == 0:
        page.legal_statuses.set([statuses["sentenced"]])
    elif turn == 1:
        page.locations.set([wing])
    elif turn == 2:
        page.exclusions.add(m.ServiceExclusion(group=groups["veterans"], reason="Not for veterans."))
    elif turn == 3:
        named = groups["gypsy-roma-traveller"]
        page.exclusions.add(m.ServiceExclusion(group=named, reason="For staff to know.", staff_only=True))
    elif turn == 4:
        m.ListingStatus.objects.filter(page=page).update(availability=Availability.PAUSED)
    elif turn in (5, 6):
        page.groups.set([groups["women" if turn == 5 else "young-adults"]])


def violations(prison: m.Prison, queries: Iterable[str]) -> Iterator[Violation]:
    """Ask each query as one of the people in turn; yield every offer that contradicts what is known of them, and each
    kind of restriction that kept nothing back.
    """
    pages = {page.pk: page for page in m.ServicePage.objects.filter(prison=prison)}
    found = cache(lambda page_id, who: contradiction(pages[page_id], who))
    kept_back: set[str] = set()
    not_suitable = 0
    for number, text in enumerate(queries):
        who = PEOPLE[number % len(PEOPLE)]
        answer = _ask(prison, text, who)
        not_suitable += answer.not_suitable
        offered = {hit.page.pk for hit in answer.hits}
        for page_id in offered:
            if why := found(page_id, who):
                yield Violation(text, pages[page_id].title, ", ".join(why))
        if number % ASKED_AGAIN == 0:
            others = {hit.page.pk for hit in _ask(prison, text, Who()).hits} - offered
            kept_back.update(*(found(page_id, who) for page_id in others))
    if not not_suitable:
        yield Violation("", "no listing", "nothing was found unsuitable, so that nothing is proved")
    for kind in sorted(KINDS - kept_back):
        yield Violation("", "no listing", f"nothing was kept back by {kind}, so that nothing is proved of it")


def _ask(prison: m.Prison, text: str, who: Who) -> Answer:
    return find(Query(prison, text, who=who, limit=ALL), user=AnonymousUser())


def contradiction(page: m.ServicePage, who: Who) -> tuple[str, ...]:
    """Say what about a listing contradicts known facts of the person; empty when nothing does."""
    statuses = {status.slug: status.is_remand for status in page.legal_statuses.all()}
    places = {place.slug for place in page.locations.all()}
    groups = set(who.groups)
    for_groups = list(page.groups.all())
    found = {
        "men": who.estate == "men" and not page.for_men,
        "women": who.estate == "women" and not page.for_women,
        "too young": who.age is not None and page.age_from is not None and who.age < page.age_from,
        "too old": who.age is not None and page.age_to is not None and who.age > page.age_to,
        "status": bool(statuses) and bool(who.legal_status) and not _takes(statuses, who.legal_status),
        "place": bool(places) and bool(who.location) and who.location not in places,
        "group": any(row.group.slug in groups for row in page.exclusions.all()),
        "for others": bool(for_groups) and all(_is_not_in(group, who) for group in for_groups),
        "too little time": who.weeks_left is not None and who.weeks_left < (page.weeks_left_min or 0),
        "too much time": who.weeks_left is not None and who.weeks_left > (page.weeks_left_max or 9_999),
        "closed": page.status.availability not in TAKES_PEOPLE,
    }
    return tuple(name for name, is_so in found.items() if is_so)


def _is_not_in(group: m.Group, who: Who) -> bool:
    """Say whether a known fact rules out that the person belongs to a group that a listing is for."""
    if group.slug in ("men", "women"):
        return bool(who.estate) and who.estate != group.slug
    too_young = group.age_from is not None and who.age is not None and who.age < group.age_from
    too_old = group.age_to is not None and who.age is not None and who.age > group.age_to
    return too_young or too_old


def _takes(statuses: dict[str, bool], status: str) -> bool:
    return any(statuses.values()) if status == "remand" else status in statuses
