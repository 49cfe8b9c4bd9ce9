"""Made-up counts of searches in vain in the demonstration, so that gaps and equality tables have something to show."""

from datetime import timedelta

from django.utils import timezone

from directory.demonstration.loaders import loads
from directory.demonstration.people import PRISON_CODE
from directory.models import Prison
from search.models import UnmetKind, UnmetSearch

#: Need, group, and how many searches of each kind a month.
_SEARCHES = (
    ("debt-in-prison", "remand", (3, 1, 1)),
    ("nowhere-to-live", "young-adults", (9, 6, 4)),
    ("immigration", "foreign-nationals", (8, 8, 0)),
    ("gambling", "older-people", (7, 3, 2)),
    ("separation-from-child", "", (2, 0, 1)),
)
_MONTHS = 13


@loads(order=25)
def load_searches() -> None:
    """Count searches of the past year. Safe to run again."""
    prison, today = Prison.objects.get(code=PRISON_CODE), timezone.localdate()
    if UnmetSearch.objects.filter(prison=prison).exists():
        return
    UnmetSearch.objects.bulk_create(
        UnmetSearch(
            prison=prison, day=today - timedelta(days=30 * month), needs=need, groups=group, kind=kind, count=count
        )
        for month in range(_MONTHS)
        for need, group, counts in _SEARCHES
        for kind, count in zip(UnmetKind, counts, strict=True)
        if count
    )
