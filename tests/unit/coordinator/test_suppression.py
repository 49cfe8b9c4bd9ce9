"""No published combination recovers a hidden count; and relative rates say how sure they are."""

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coordinator.measures.rates import relative_rate
from coordinator.measures.suppression import suppress, with_totals


def completions(published, most):
    """Yield every table of whole numbers, with its totals, that agrees with what is shown. By trying them all."""
    rows, columns = len(published) - 1, len(published[0]) - 1
    choices = [
        [shown] if (shown := published[row][column]) is not None else range(most + 1)
        for row in range(rows)
        for column in range(columns)
    ]
    for values in product(*choices):
        table = with_totals([values[row * columns : (row + 1) * columns] for row in range(rows)])
        if all(
            shown is None or shown == value
            for line, full in zip(published, table, strict=True)
            for shown, value in zip(line, full, strict=True)
        ):
            yield table


def recovered(published, most):
    """Return the hidden places that have the same value in every table that agrees with what is shown."""
    seen: dict[tuple[int, int], set[int]] = {}
    for table in completions(published, most):
        for row, line in enumerate(published):
            for column, shown in enumerate(line):
                if shown is None:
                    seen.setdefault((row, column), set()).add(table[row][column])
    return [place for place, values in seen.items() if len(values) == 1]


def tables(rows, columns, most):
    line = st.lists(st.integers(0, most), min_size=columns, max_size=columns)
    return st.lists(line, min_size=rows, max_size=rows)


@settings(max_examples=80)
@given(
    st.one_of(tables(2, 2, 4), tables(1, 3, 5), tables(2, 3, 2), tables(3, 2, 2), tables(1, 4, 3)), st.integers(1, 3)
)
def test_no_hidden_count_can_be_worked_out(counts, threshold):
    published = suppress(counts, threshold).cells
    full = with_totals(counts)
    for line, real in zip(published, full, strict=True):
        for shown, value in zip(line, real, strict=True):
            assert shown is None or shown == value
            assert shown is None or not 0 < shown <= threshold
    # A count that can change at all can change by one, and the others with it: two above the largest is enough.
    assert recovered(published, max(value for line in counts for value in line) + 2) == []


def test_one_small_count_takes_others_with_it():
    published = suppress([[3, 40, 50], [30, 40, 50]], 5).cells
    hidden = [(r, c) for r, line in enumerate(published) for c, value in enumerate(line) if value is None]
    assert (0, 0) in hidden
    assert len(hidden) == 4, "its row and its column each need a second one, and these two a fourth"


def test_a_bridge_between_two_closed_paths_is_found():
    """Every row and column has two hidden counts or none, and yet subtraction alone would not protect one of them."""
    counts = [[1, 1, 90, 90, 90], [1, 1, 1, 90, 90], [90, 90, 90, 1, 1], [90, 90, 1, 1, 1]]
    published = suppress(counts, 1).cells
    inner = [line[:-1] for line in published[:-1]]
    assert sum(value is None for line in inner for value in line) > 10


def test_a_table_without_small_counts_is_shown_whole():
    counts = [[10, 20], [0, 40]]
    assert suppress(counts, 5).cells == with_totals(counts)


@pytest.mark.parametrize("counts", [[], [[]], [[1, 2], [1]]])
def test_a_ragged_table_is_refused(counts):
    with pytest.raises(ValueError, match="rows of the same length"):
        suppress(counts, 5)


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
