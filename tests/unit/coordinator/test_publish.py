"""No hidden count can be worked out from all that is shown: of quarters, of longer times, of one prison and of all.

Every small world is tried: what its readers would see is worked out for each, and worlds that look the same are put
together. A hidden count is safe where it differs between two worlds that look the same.
"""

from functools import cache
from itertools import product

import pytest

from coordinator.measures.publish import figure_of, hide_few
from coordinator.measures.registry import Tally, measure_for

SENT, DECLINED = measure_for("referrals-sent"), measure_for("declined")
FEW = 2


@cache
def cells(quarter):
    """Return the cells of both measures in one quarter; `quarter` has (declined, others) of each prison."""
    tallies = [Tally(hits, hits + others) for hits, others in quarter]
    sent = hide_few(SENT, [Tally(tally.of, tally.of) for tally in tallies], FEW)
    return sent, hide_few(DECLINED, tallies, FEW)


@cache
def seen(measure, found):
    """Return what a reader makes of a figure: its words, and its exact value where there is one."""
    figure = figure_of(measure, found)
    return figure.words, figure.value


def everything_shown(world):
    """Return all that can be read: each quarter and each run of quarters, of each prison and of all prisons."""
    quarters = [cells(quarter) for quarter in world]
    shown = []
    for number, measure in enumerate((SENT, DECLINED)):
        for own in zip(*(quarter[number] for quarter in quarters), strict=True):
            shown += [
                seen(measure, own[first:last]) for first in range(len(own)) for last in range(first + 1, len(own) + 1)
            ]
    return tuple(shown)


def worlds_that_look_alike(prisons, quarters, most):
    """Return every world with counts up to `most`, grouped by what is shown of it."""
    one = list(product(range(most + 1), repeat=2))
    alike = {}
    for world in product(product(one, repeat=prisons), repeat=quarters):
        alike.setdefault(everything_shown(world), []).append(world)
    return alike.values()


def given_away(group, most):
    """Yield the hidden counts that are the same in all of these worlds.

    A count at the edge of what was tried proves nothing: the world in which it is one more was not made.
    """
    first = group[0]
    for quarter, prison in product(range(len(first)), range(len(first[0]))):
        sent, declined = (each[prison] for each in cells(first[quarter]))
        facts = {world[quarter][prison] for world in group}
        if sent.is_hidden and len({sum(fact) for fact in facts}) == 1:
            yield "sent", first, quarter, prison
        if declined.is_hidden and len(facts) == 1:
            yield "declined", first, quarter, prison


@pytest.mark.parametrize(("prisons", "quarters", "most"), [(1, 3, 3), (2, 1, 6), (3, 1, 4), (2, 2, 3)])
def test_no_hidden_count_is_given_away_by_all_that_is_shown_together(prisons, quarters, most):
    for group in worlds_that_look_alike(prisons, quarters, most):
        inside = all(number < most for world in group for quarter in world for fact in quarter for number in fact)
        if inside:
            assert list(given_away(group, most)) == []
