"""The migrations that give referrals their steps, over rows of every kind that there can be."""

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from referrals.models import Referral, Step
from referrals.workflow import LEGAL_PAIRS
from tests.factories.accounts import user_with_role
from tests.factories.directory import service
from tests.factories.referrals import referral

BEFORE = "0009_indexes_of_the_inbox"


def latest() -> list[tuple[str, str]]:
    return [key for key in MigrationExecutor(connection).loader.graph.leaf_nodes() if key[0] == "referrals"]


def migrate(target: list[tuple[str, str]]) -> None:
    MigrationExecutor(connection).migrate(target)


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_a_referral_of_each_legal_pair_gets_a_chain_that_holds():
    page = service()
    officer = user_with_role("staff", page.prison)
    pairs = [("", "draft"), *sorted(LEGAL_PAIRS)]
    rows = {
        referral(page, status=status, came_from=before, referrer=officer).pk: (before, status)
        for before, status in pairs
    }
    target = latest()
    try:
        migrate([("referrals", BEFORE)])
        assert "referrals_step" not in connection.introspection.table_names()
    finally:
        migrate(target)
    assert Referral.objects.count() == len(rows)
    for made in Referral.objects.prefetch_related("steps"):
        before, status = rows[made.pk]
        steps = list(made.steps.order_by("number"))
        assert (steps[-1].from_status, steps[-1].to_status) == (before, status)
        assert made.stands_id == steps[-1].head
        assert [step.to_status for step in steps[:-1]] == [step.from_status for step in steps[1:]]
        assert all((step.from_status, step.to_status) in LEGAL_PAIRS for step in steps[1:])
    assert Step.objects.filter(head=None, passed=None).count() == 0
    connection.check_constraints()
