"""References can be read over the phone and typed as they were heard."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.references import ALPHABET
from referrals.reference_numbers import new_concern_reference, new_reference, tidy


def test_no_character_is_confused_with_another():
    assert not set("01OI5S8B") & set(ALPHABET)
    assert new_reference().startswith("R-")
    assert new_concern_reference().startswith("C-")


@given(st.text(ALPHABET, min_size=7, max_size=7))
def test_a_reference_is_found_however_it_is_typed(letters):
    reference = f"R-{letters[:4]}-{letters[4:]}"
    for typed in (reference, reference.lower(), f" {letters} ", reference.replace("-", " "), f"r{letters}"):
        assert tidy(typed) == reference


@pytest.mark.parametrize("typed", ["", "R", "???", "R-12"])
def test_nonsense_is_no_reference_and_no_error(typed):
    assert len(tidy(typed)) < 12
