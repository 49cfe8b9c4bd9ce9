"""An oracle of its own for eligibility: reads the listing's own fields, not what the finder keeps of them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

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
)


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
    veterans = m.Group.objects.get(slug="veterans")
    pages = list(m.ServicePage.objects.filter(prison=prison).order_by("pk"))
    for number, page in enumerate(pages):
        _restrict(page, number % 8, statuses, wing, veterans)
    sync.index_pages(page.pk for page in pages)


def _restrict(
    page: m.ServicePage, turn: int, statuses: dict[str, m.LegalStatus], wing: m.LocationKind, veterans: m.Group
) -> None:
    if turn == 0:
        page.for_men = False
    elif turn == 1:
        page.age_from, page.age_to = 18, 25
    elif turn == 2:
        page.legal_statuses.set([statuses["sentenced"]])
    elif turn == 3:
        page.locations.set([wing])
    elif turn == 4:
        page.exclusions.add(m.ServiceExclusion(group=veterans, reason="Not for veterans."))
    elif turn == 5:
        m.ListingStatus.objects.filter(page=page).update(availability=Availability.PAUSED)
    elif turn == 6:
        page.weeks_left_min = 12
    page.save()


def violations(prison: m.Prison, queries: Iterable[str]) -> Iterator[Violation]:
    """Ask each query as one of the people in turn, and yield every offer that contradicts what is known of them."""
    for number, text in enumerate(queries):
        who = PEOPLE[number % len(PEOPLE)]
        answer = find(Query(prison, text, who=who, limit=30), user=_nobody())
        yield from _wrong(answer, who)


def _nobody() -> object:
    from django.contrib.auth.models import AnonymousUser

    return AnonymousUser()


def _wrong(answer: Answer, who: Who) -> Iterator[Violation]:
    for hit in answer.hits:
        page = m.ServicePage.objects.get(pk=hit.page.pk)
        if why := contradiction(page, who):
            yield Violation(answer.query.text, page.title, why)


def contradiction(page: m.ServicePage, who: Who) -> str:
    """Say what about a listing contradicts a known fact of the person; empty when nothing does."""
    statuses = {status.slug: status.is_remand for status in page.legal_statuses.all()}
    places = {place.slug for place in page.locations.all()}
    groups = set(who.groups)
    found = {
        "men": who.estate == "men" and not page.for_men,
        "women": who.estate == "women" and not page.for_women,
        "too young": who.age is not None and page.age_from is not None and who.age < page.age_from,
        "too old": who.age is not None and page.age_to is not None and who.age > page.age_to,
        "status": bool(statuses) and bool(who.legal_status) and not _takes(statuses, who.legal_status),
        "place": bool(places) and bool(who.location) and who.location not in places,
        "group": any(row.group.slug in groups for row in page.exclusions.all()),
        "time": who.weeks_left is not None and page.weeks_left_min is not None and who.weeks_left < page.weeks_left_min,
        "closed": page.status.availability not in TAKES_PEOPLE,
    }
    return ", ".join(name for name, is_so in found.items() if is_so)


def _takes(statuses: dict[str, bool], status: str) -> bool:
    return any(statuses.values()) if status == "remand" else status in statuses
