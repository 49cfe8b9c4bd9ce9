"""Nobody is refused because chance drew a reference that somebody else has."""

import pytest

from tests.factories.volunteers import entrant
from volunteers.models import people


@pytest.mark.django_db
def test_a_reference_that_is_taken_is_drawn_again(monkeypatch):
    letters = iter(["2222-222", "2222-222", "3333-333"])
    monkeypatch.setattr(people, "make_reference", lambda prefix: f"{prefix}-{next(letters)}")
    assert [entrant().reference, entrant().reference] == ["P-2222-222", "P-3333-333"]
