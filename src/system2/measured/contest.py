"""Two models, or a model and a panel, on the same problems for the same money."""

from dataclasses import dataclass

from system2.measured.evaluate import Row, Unit, rows
from system2.measured.results import Measurement
from system2.measured.statistics import Difference, paired_difference

WAYS = ("best-of-n", "majority")
"""What both are compared by: with verdicts where any were heard, else by votes."""


@dataclass(frozen=True)
class Duel:
    """A row of one measurement, the row of the other that costs no more, and the difference between their shares."""

    one: Row
    other: Row
    difference: Difference


def at_equal_price(one: Measurement, other: Measurement) -> Duel | None:
    """One at its widest against the widest of the other that costs no more; None where there is nothing to compare.

    What costs nothing, or has no price, is compared by its tokens. Of two that cost too much the cheapest is taken: the
    comparison is then unfair to `one`, and its rows tell.
    """
    for way in WAYS:
        ours, theirs = ([row for row in rows(each) if row.way == way] for each in (one, other))
        if ours and theirs:
            return _duel(max(ours, key=lambda row: row.effort), theirs)
    return None


def _duel(one: Row, others: list[Row]) -> Duel | None:
    priced = all(row.cost for row in (one, *others))
    unit: Unit = "dollars" if priced else "tokens"
    within = [row for row in others if row.price(unit) <= one.price(unit)]
    other = max(within, key=lambda row: row.effort) if within else min(others, key=lambda row: row.price(unit))
    ours, theirs = (dict(zip(row.numbers, row.right, strict=True)) for row in (one, other))
    common = sorted(ours.keys() & theirs.keys())
    if not common:
        return None
    found = paired_difference([ours[number] for number in common], [theirs[number] for number in common])
    return Duel(one, other, found)
