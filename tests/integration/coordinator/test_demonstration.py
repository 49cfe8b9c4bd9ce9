"""The desk of the demonstration is alive: its measures, its equality table and its gaps have something to show."""

import pytest
from django.utils import timezone

from coordinator.measures.equality import searches_by_group
from coordinator.measures.publish import figures_over
from coordinator.measures.quarters import last_quarters
from coordinator.measures.registry import measure_for
from directory.demonstration.load import load_demonstration
from referrals.models import Referral
from search.models import UnmetSearch

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


def test_a_year_of_the_demonstration_is_counted_and_loading_again_adds_nothing(reference, settings):
    settings.DEMONSTRATION = True
    load_demonstration()
    count = Referral.objects.count(), UnmetSearch.objects.count()
    load_demonstration()
    assert (Referral.objects.count(), UnmetSearch.objects.count()) == count
    quarters = last_quarters(4, timezone.localdate())
    for code in ("referrals-sent", "declined", "first-answer-median", "searches-in-vain"):
        assert figures_over(measure_for(code), quarters, ["ZZI"])[0].value, code
    assert searches_by_group(["ZZI"], quarters).rows
