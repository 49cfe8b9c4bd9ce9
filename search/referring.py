"""What the finder does for referrals: what was ticked about the person, other services to offer, and the count of
referrals that could not be made.
"""

from typing import Any

from django.http import QueryDict

from directory.models import Need, Prison, ServicePage
from referrals.alternatives import Ticked, register
from search.actions import record_blocked
from search.eligibility import Judge
from search.facts import Facts
from search.finder import find
from search.forms import FinderForm
from search.person import person_for
from search.types import Query
from search.vocabulary import current

MOST = 4


def suggest(service: ServicePage, needs: list[Need], user: Any) -> list[ServicePage]:
    """Return the best few other services for the needs; everything that can be found here takes people now."""
    asked = tuple(need.slug for need in needs)
    found = find(Query(prison=service.prison, needs=asked, limit=MOST + 1), user=user) if asked else None
    return [hit.page for hit in found.hits if hit.page.pk != service.pk][:MOST] if found else []


def count_unmet(service: ServicePage, needs: list[Need]) -> None:
    """Count the attempt in the prison's unmet needs."""
    record_blocked(prison=service.prison, needs=[need.slug for need in needs])


def read(prison: Prison, asked: QueryDict, services: list[ServicePage]) -> Ticked:
    """Return what an address says of the person, judged by the rules that leave services out of the finder."""
    lists = current()
    form = FinderForm(asked, prison=prison, for_staff=True, lists=lists)
    form.full_clean()
    chosen = form.chosen_about_person()
    who = form.query(limit=1, page=1).who
    judge = Judge(person_for(who, prison, lists, (), None), lists, staff=True)
    verdicts = {page.pk: judge.verdict(Facts.of(page), page.status.availability).reason for page in services}
    return Ticked(
        pairs=tuple((name, value) for name, value, _label in chosen),
        labels=tuple(str(label) for _name, _value, label in chosen),
        language=lists.languages[who.language].label if who.language else "",
        unsuitable={key: reason for key, reason in verdicts.items() if reason},
    )


register(suggest=suggest, count_unmet=count_unmet, read=read)
