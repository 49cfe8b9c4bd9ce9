"""Relative rates say how sure they are."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coordinator.measures.rates import relative_rate


def test_a_relative_rate_against_a_worked_example():
    """20 of 100 against 10 of 100: 2.00 (0.99 to 4.05), by hand with the standard formula."""
    rate = relative_rate(20, 100, 10, 100)
    assert rate.in_words == "2.00 (0.99 to 4.05)"
    assert not rate.is_small
    assert relative_rate(4, 100, 10, 100).is_small
    assert relative_rate(0, 100, 10, 100) is None


@given(st.integers(1, 50), st.integers(0, 200), st.integers(1, 50), st.integers(0, 200))
def test_a_rate_lies_in_its_interval_and_turns_round_with_the_groups(hits, more, other, other_more):
    rate = relative_rate(hits, hits + more, other, other + other_more)
    back = relative_rate(other, other + other_more, hits, hits + more)
    assert rate.low <= rate.value + 1e-9
    assert rate.value <= rate.high + 1e-9
    assert rate.value * back.value == pytest.approx(1)
