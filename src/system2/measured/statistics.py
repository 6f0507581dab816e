"""Whether one way is better than another, or the difference may be chance."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from system2.strategies.selection import wilson


@dataclass(frozen=True)
class Difference:
    """By how much one share is larger than another on the same problems, with its 95 % interval."""

    value: float
    low: float
    high: float
    count: int

    @property
    def is_sure(self) -> bool:
        """Whether the interval leaves out 0."""
        return self.low > 0 or self.high < 0


def paired_difference(ones: Sequence[float], others: Sequence[float]) -> Difference:
    """The difference of two shares of right answers to the same problems, in the same order.

    Newcombe's tenth method for paired data (1998, Statistics in Medicine 17, 2635): the two Wilson intervals, put
    together with the correlation of the pairs. An answer may be right in part, 0 to 1.
    """
    count = len(ones)
    if not count or count != len(others):
        raise ValueError("the same problems have to be answered, and at least one")
    first, second = sum(ones) / count, sum(others) / count
    (low_1, high_1), (low_2, high_2) = wilson(first, count), wilson(second, count)
    correlation = _correlation(ones, others)

    def reach(one: float, other: float) -> float:
        return math.sqrt(max(0.0, one * one - 2 * correlation * one * other + other * other))

    difference = first - second
    low = difference - reach(first - low_1, high_2 - second)
    high = difference + reach(high_1 - first, second - low_2)
    return Difference(difference, low, high, count)


def _correlation(ones: Sequence[float], others: Sequence[float]) -> float:
    """Phi, the correlation of right and wrong; 0 where one of the two never changes."""
    count = len(ones)
    first, second = sum(ones) / count, sum(others) / count
    spread = math.sqrt(first * (1 - first) * second * (1 - second))
    both = sum(one * other for one, other in zip(ones, others, strict=True)) / count
    return (both - first * second) / spread if spread else 0.0
