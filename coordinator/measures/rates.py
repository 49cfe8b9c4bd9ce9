"""Relative rates with their interval: how much likelier something is for one group than for another."""

from dataclasses import dataclass
from math import exp, log, sqrt

_Z = 1.96  # 95%
#: Below so many of either kind in either group the logarithm's normal approximation does not hold.
_FEWEST = 10


@dataclass(frozen=True)
class RelativeRate:
    """A ratio of two shares with its 95% interval. `is_small`: too few to read anything into it."""

    value: float
    low: float
    high: float
    is_small: bool

    @property
    def in_words(self) -> str:
        """Return the rate and its interval."""
        return f"{self.value:.2f} ({self.low:.2f} to {self.high:.2f})"


def relative_rate(hits: int, of: int, other_hits: int, other_of: int) -> RelativeRate | None:
    """Return how many times likelier a hit is than in the other group; None where a share is nought or unknown.

    The interval is that of the logarithm of the ratio (Katz and others, 1978).
    """
    if not (0 < hits <= of and 0 < other_hits <= other_of):
        return None
    value = (hits / of) / (other_hits / other_of)
    spread = sqrt(1 / hits - 1 / of + 1 / other_hits - 1 / other_of)
    small = min(hits, other_hits, of, other_of) < _FEWEST
    return RelativeRate(value, exp(log(value) - _Z * spread), exp(log(value) + _Z * spread), small)
