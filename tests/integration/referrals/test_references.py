"""No referral, notice or concern is refused because chance drew a reference that another has."""

import pytest
from django.utils import timezone

from referrals import reference_numbers
from referrals.models import Concern
from tests.factories.directory import service
from tests.factories.referrals import expect_notice, referral


@pytest.fixture
def drawn(monkeypatch):
    """Let chance draw the same letters twice, then others."""
    letters = iter(["2222-222", "2222-222", "3333-333"])
    monkeypatch.setattr(reference_numbers, "make_reference", lambda prefix: f"{prefix}-{next(letters)}")


@pytest.mark.django_db
@pytest.mark.parametrize("kind", ["referral", "notice", "concern"])
def test_a_reference_that_is_taken_is_drawn_again(kind, request):
    page = service()
    first = referral(page)
    make = {
        "referral": lambda: referral(page, referrer=first.referrer),
        "notice": lambda: expect_notice(page, by=first.referrer),
        "concern": lambda: Concern.objects.create(
            prison=page.prison, raised_by=first.referrer, category="other", acknowledge_by=timezone.now()
        ),
    }[kind]
    request.getfixturevalue("drawn")
    assert [make().reference[2:], make().reference[2:]] == ["2222-222", "3333-333"]
