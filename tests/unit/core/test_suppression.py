"""No published combination recovers a hidden count."""

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.suppression import blends, suppress, suppress_list, with_totals


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
    st.one_of(tables(2, 2, 4), tables(1, 3, 5), tables(2, 3, 2), tables(3, 2, 2), tables(1, 4, 3)), st.integers(2, 3)
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


@given(st.lists(st.integers(0, 7), min_size=1, max_size=4), st.integers(2, 4))
def test_a_list_beside_its_total_gives_nothing_away(counts, threshold):
    shown = suppress_list(counts, threshold)
    assert all(cell is None or cell == count for cell, count in zip(shown, [*counts, sum(counts)], strict=True))
    assert all(cell is None or not 0 < cell <= threshold for cell in shown)
    hidden = [place for place, cell in enumerate(shown[:-1]) if cell is None]
    total = sum(counts) if shown[-1] is None else shown[-1]
    rest = total - sum(cell for cell in shown[:-1] if cell is not None)
    least = int(len(hidden) < len(counts))  # where all are hidden, noughts may be among them
    agreeing = [
        values
        for values in product(range(least, rest + 2), repeat=len(hidden))
        if shown[-1] is None or sum(values) == rest
    ]
    for place, _ in enumerate(hidden):
        assert len({values[place] for values in agreeing}) > 1


@pytest.mark.parametrize(
    ("counts", "shown"),
    [
        ([3, 20, 30], [None, None, 30, 53]),
        ([1, 1, 20, 30], [None, None, None, 30, 52]),
        ([3, 4, 30], [None, None, 30, 37]),
        ([3, 0], [None, 0, None]),
        ([0, 0], [0, 0, 0]),
        ([20], [20, 20]),
    ],
)
def test_no_more_of_a_list_is_hidden_than_must_be(counts, shown):
    assert suppress_list(counts, 5) == shown


@settings(max_examples=60)
@given(st.one_of(tables(2, 2, 4), tables(3, 2, 3), tables(1, 3, 6)), st.integers(1, 3), st.data())
def test_what_is_hidden_for_another_reason_cannot_be_worked_out_either(counts, threshold, data):
    places = [(row, column) for row in range(len(counts) + 1) for column in range(len(counts[0]) + 1)]
    also = data.draw(st.sets(st.sampled_from(places), min_size=1, max_size=2))
    published = suppress(counts, threshold, also=also).cells
    assert all(published[row][column] is None for row, column in also)
    assert recovered(published, max(value for line in counts for value in line) + 2) == []


def test_a_place_of_a_list_is_hidden_on_request_and_another_with_it():
    assert suppress_list([9, 20, 30], 5, also=[2]) == [None, 20, None, 59]


@given(st.lists(st.integers(0, 9), min_size=1, max_size=5), st.integers(1, 6))
def test_whoever_knows_one_part_of_a_sum_that_is_shown_learns_no_small_count(parts, threshold):
    if not blends(parts, threshold):
        return
    for own in range(len(parts)):
        others = [part for place, part in enumerate(parts) if place != own]
        assert sum(others) == 0 or sum(others) > threshold
        assert sum(others) == 0 or sum(part > 0 for part in others) > 1, "it is nobody's in particular"


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
