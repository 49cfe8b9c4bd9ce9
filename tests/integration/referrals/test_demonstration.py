"""The made-up referrals: one in every state and a handover, in the demonstration prison; loading again adds nothing."""

import pytest

from directory.demonstration.load import load_demonstration
from referrals.enums import Status
from referrals.models import Handover, Person, Referral


@pytest.mark.django_db
def test_there_is_a_made_up_referral_in_every_state(reference, settings):
    settings.DEMONSTRATION = True
    for _ in range(2):
        load_demonstration()
    made = list(Referral.objects.exclude(person=None).select_related("prison", "organisation"))
    assert sorted(one.status for one in made) == sorted([*Status.values, Status.SENT, Status.ACCEPTED])
    assert all(one.prison.is_demonstration for one in made)
    assert {person.last_name for person in Person.objects.all()} == {"Example"}
    assert any(one.is_overdue for one in made)
    assert all(one.answered_at is None or one.answered_at >= one.sent_at for one in made)
    assert Handover.objects.get().receiving_agreed_at is None, "an offer that waits, and can be taken back"
