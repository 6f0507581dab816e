"""Every way in which a few paths and a judge can turn out, with its probability: no chance is left in what they show.

A cell is a share of right paths, a hit rate (how often a right path is accepted) and a false-alarm rate (how often a
wrong one is). Wrong paths give one trap value or are spread evenly over four.
"""

import random
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import permutations, product
from math import comb, factorial, prod
from typing import Any, NamedTuple

import numpy as np

from system2.config.approach import Select
from system2.core.candidates import Answer, Candidate, Verdict
from system2.core.replies import Reply
from system2.strategies.selection import pick

Chances = np.ndarray[Any, np.dtype[np.float64]]
"""A number for each cell."""

SURE = 0.9
"""How sure the judge is of what it says, whatever that is."""

SHARES = (0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8)
RATES = (0.1, 0.3, 0.5, 0.7, 0.9)
MOST_ORDERS = 120
FEW_ORDERS = 4
"""All orders in which the paths can come in are tried where they are no more than the first, else some by chance."""

WRONG_VALUES = {"trap": 1, "spread": 4}


class Cell(NamedTuple):
    """What a judge and the paths are like."""

    right: float
    hit: float
    false_alarm: float

    @property
    def is_worthless(self) -> bool:
        """Whether the judge tells nothing."""
        return self.hit == self.false_alarm


CELLS = tuple(Cell(*rates) for rates in product(SHARES, RATES, RATES) if rates[1] >= rates[2])


class Group(NamedTuple):
    """Paths with the same answer: how many, and how many of them the judge accepted."""

    paths: int
    accepted: int


@dataclass(frozen=True)
class Outcome:
    """What the paths and the judge came to: the right answer's group, and those of wrong ones, largest first."""

    right: Group
    wrong: tuple[Group, ...]

    @property
    def groups(self) -> tuple[Group, ...]:
        """All groups that have a path; the right one is first where it has any."""
        return ((self.right,) if self.right.paths else ()) + self.wrong


@cache
def outcomes(paths: int, wrong_values: int) -> dict[Outcome, Chances]:
    """Every outcome of so many paths, with its probability in each cell."""
    found: dict[Outcome, Chances] = {}
    right_shares, hits, false_alarms = np.array(CELLS).T
    for right in range(paths + 1):
        for sizes, share in _spreads(paths - right, wrong_values).items():
            for accepted, *wrongly in product(*(range(size + 1) for size in (right, *sizes))):
                outcome = Outcome(Group(right, accepted), tuple(sorted(map(Group, sizes, wrongly), reverse=True)))
                chances = share * _binomial(paths, right, right_shares) * _binomial(right, accepted, hits)
                for size, yes in zip(sizes, wrongly, strict=True):
                    chances = chances * _binomial(size, yes, false_alarms)
                found[outcome] = found.get(outcome, 0) + chances
    return found


def shares_right(paths: int, wrong_values: int, chance: Callable[[Outcome], float]) -> Chances:
    """How often a rule is right in each cell, where `chance` tells how likely it takes the right answer's group."""
    return np.sum(
        [
            chance(outcome) * chances
            for outcome, chances in outcomes(paths, wrong_values).items()
            if outcome.right.paths
        ],
        axis=0,
    )


def losses(paths: int, wrong_values: int, chance: Callable[[Outcome], float]) -> Chances:
    """What a rule loses in each cell, below 0: against majority where the judge is worthless, else best verdict too."""
    return shares_right(paths, wrong_values, chance) - yardstick(paths, wrong_values)


@cache
def yardstick(paths: int, wrong_values: int) -> Chances:
    """What each cell's rule is held against."""
    majority, verdict = (shares_right(paths, wrong_values, by_rule(rule)) for rule in ("majority", "verdict"))
    return np.where([cell.is_worthless for cell in CELLS], majority, np.maximum(majority, verdict))


def by_rule(rule: Select) -> Callable[[Outcome], float]:
    """The product's own rule. Which path comes first among equals is drawn evenly, as it is in life."""
    return lambda outcome: _chance(rule, outcome)


@cache
def _chance(rule: Select, outcome: Outcome) -> float:
    orders = list(_orders(outcome))
    won = sum(_picked(rule, order) for order in orders)
    return won / len(orders)


def _orders(outcome: Outcome) -> Iterator[Sequence[tuple[int, bool]]]:
    """The paths in some of the orders in which they can come: which of equals comes first decides a tie."""
    kinds = [
        (number, place < group.accepted) for number, group in enumerate(outcome.groups) for place in range(group.paths)
    ]
    if factorial(len(kinds)) <= MOST_ORDERS:
        yield from permutations(kinds)
        return
    chance = random.Random(str(outcome))
    for _ in range(FEW_ORDERS):
        yield chance.sample(kinds, len(kinds))


def _picked(rule: Select, order: Sequence[tuple[int, bool]]) -> bool:
    candidates = [
        Candidate(index, Reply("a path"), Answer(str(number)), Verdict(SURE if accepted else 1 - SURE, accepted))
        for index, (number, accepted) in enumerate(order)
    ]
    members: dict[int, list[Candidate]] = {}
    for candidate, (number, _) in zip(candidates, order, strict=True):
        members.setdefault(number, []).append(candidate)
    agreeing = tuple(sorted(map(tuple, members.values()), key=lambda group: (-len(group), group[0].index)))
    chosen, _ = pick(candidates, agreeing, rule)
    return chosen is not None and order[chosen.index][0] == 0


def _binomial(number: int, hits: int, rates: Chances) -> Chances:
    return comb(number, hits) * rates**hits * (1 - rates) ** (number - hits)


@cache
def _spreads(number: int, values: int) -> dict[tuple[int, ...], float]:
    """How so many wrong paths may be spread over the values: sizes above 0, largest first, with their probability."""
    found: Counter[tuple[int, ...]] = Counter()
    for counts in product(range(number + 1), repeat=values):
        if sum(counts) == number:
            ways = factorial(number) / prod(map(factorial, counts))
            found[tuple(sorted(filter(None, counts), reverse=True))] += ways / values**number
    return dict(found)
