"""Who could fill a gap: the national catalogue, and services that other prisons have."""

from dataclasses import dataclass

from directory.enums import TAKES_PEOPLE
from directory.models import Need, Organisation, Prison, ServicePage

MOST = 30


@dataclass(frozen=True)
class Fillers:
    """Organisations of the catalogue that help with a need, and live services elsewhere that meet it."""

    catalogue: list[Organisation]
    elsewhere: list[ServicePage]


def who_could_fill(prison: Prison, need: Need) -> Fillers:
    """Return who could help with a need here. Being in the catalogue does not mean that they serve any prison."""
    wanted = [need, need.parent] if need.parent else [need]
    here = ServicePage.objects.in_prison(prison).live().values("organisation")
    catalogue = Organisation.objects.catalogue().filter(needs__in=wanted).exclude(pk__in=here).distinct()
    elsewhere = ServicePage.objects.live().filter(
        needs=need, prison__opened_on__isnull=False, status__availability__in=TAKES_PEOPLE
    )
    if prison.holds_women and not prison.holds_men:
        elsewhere = elsewhere.filter(for_women=True)
    elsewhere = elsewhere.exclude(prison=prison).select_related("prison", "organisation", "status")
    return Fillers(list(catalogue.order_by("name")[:MOST]), list(elsewhere.order_by("title")[:MOST]))
