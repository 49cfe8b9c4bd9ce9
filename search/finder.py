"""The finder: from what troubles a person to the services that can help, in one call."""

from typing import Any

from django.db.models import Q

from directory.enums import TAKES_PEOPLE, ContactFunction
from directory.models import Need, Organisation, PrisonContact, ServicePage
from search.types import Answer, Hit, Query, RecognisedNeed, Who

__all__ = ["Answer", "Hit", "Query", "RecognisedNeed", "Who", "find"]


def find(query: Query, *, user: Any) -> Answer:
    """Answer a question about one prison with what the user may see there.

    Never raises for any text or unknown slug; an empty question lists the prison's services.
    """
    needs = list(Need.objects.filter(slug__in=query.needs))
    found = ServicePage.objects.visible_to(user).live().in_prison(query.prison).with_listing_facts()
    matches = Q()
    if needs:
        matches |= Q(needs__in=needs)
    for word in query.text.split()[:8]:
        matches |= Q(title__icontains=word) | Q(summary__icontains=word)
    found = found.filter(matches, status__availability__in=TAKES_PEOPLE).distinct().order_by("title")
    pages = list(found)
    return Answer(
        query=query,
        needs=tuple(RecognisedNeed(need, by="hand") for need in needs),
        hits=tuple(_hit(page) for page in pages[query.offset : query.offset + query.limit]),
        total=len(pages),
        helplines=() if pages else tuple(Organisation.objects.filter(is_helpline=True)),
        contacts=tuple(
            PrisonContact.objects.filter(
                prison=query.prison, function__in=[ContactFunction.CHAPLAINCY, ContactFunction.SAFER_CUSTODY]
            )
        ),
    )


def _hit(page: ServicePage) -> Hit:
    return Hit(page, score=0.0, parts={}, why=(), next_session=None, wait="", how_to_refer=page.how_to_refer)
