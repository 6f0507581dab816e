"""From measured problems to figures: each way to answer, at each effort, on the very same samples."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Literal

from system2.config.approach import Select
from system2.core.problem import Problem
from system2.measured.records import Sampled, Solved, Spent, together
from system2.measured.results import Measurement
from system2.strategies.selection import pick, wilson
from system2.verifiers.grouping import group_by_answer

Unit = Literal["dollars", "tokens"]


@dataclass(frozen=True)
class Scored:
    """One problem, answered: how far it is right, 0 to 1, and what that took."""

    number: int
    right: float
    spent: Spent


@dataclass(frozen=True)
class Row:
    """One way to answer at one effort, over all problems.

    `right` holds a figure for each problem, in the order of `numbers`; `cost` is dollars a problem, None where a
    price is unknown.
    """

    way: str
    effort: int
    numbers: tuple[int, ...]
    right: tuple[float, ...]
    tokens: float
    cost: Decimal | None
    local: bool
    seconds: float

    @property
    def accuracy(self) -> float:
        """The share of right answers."""
        return sum(self.right) / len(self.right)

    @property
    def interval(self) -> tuple[float, float]:
        """Wilson's 95 % interval around the accuracy."""
        return wilson(self.accuracy, len(self.right))

    def price(self, unit: Unit) -> float:
        """What a problem costs, in dollars or in tokens."""
        return float(self.cost or 0) if unit == "dollars" else self.tokens

    def marginal(self, before: "Row") -> "Price | None":
        """What each right answer costs that this row has beyond another; None where it has none."""
        more = sum(self.right) - sum(before.right)
        if more <= 0:
            return None
        cost = None if self.cost is None or before.cost is None else (self.cost - before.cost) * len(self.right)
        tokens = (self.tokens - before.tokens) * len(self.right)
        return Price(None if cost is None else cost / Decimal(more), round(tokens / more), self.local)


@dataclass(frozen=True)
class Price:
    """What a right answer costs: dollars, None where a price is unknown, and tokens."""

    cost: Decimal | None
    tokens: int
    local: bool


Choose = Callable[[Solved, Sequence[Sampled]], Scored]
"""How one of some sampled paths is chosen."""


def _picking(by: Select) -> Choose:
    """The selection that `think` makes, with its verdicts."""
    return lambda solved, paths: Scored(solved.number, _picked(solved, paths, by), _judged(paths))


def _majority(solved: Solved, paths: Sequence[Sampled]) -> Scored:
    """What `vote` elects, which hears no verdict and pays for none."""
    unjudged = [replace(path, verdict=None) for path in paths]
    return Scored(solved.number, _picked(solved, unjudged, "majority"), _sampled(paths))


def _picked(solved: Solved, paths: Sequence[Sampled], by: Select) -> float:
    candidates = [path.candidate for path in paths]
    chosen, _ = pick(candidates, group_by_answer(Problem(solved.question), candidates), by)
    return float(chosen is not None and paths[chosen.index].right)


def _first(solved: Solved, paths: Sequence[Sampled]) -> Scored:
    return Scored(solved.number, float(paths[0].right), paths[0].sampling)


def _random(solved: Solved, paths: Sequence[Sampled]) -> Scored:
    """What one path drawn at random is worth, on average."""
    return Scored(solved.number, sum(path.right for path in paths) / len(paths), _sampled(paths[:1]))


def _oracle(solved: Solved, paths: Sequence[Sampled]) -> Scored:
    """What a perfect judge could choose."""
    return Scored(solved.number, float(any(path.right for path in paths)), _sampled(paths))


SELECTORS: dict[str, Choose] = {
    "first": _first,
    "random": _random,
    "majority": _majority,
    "best-of-n": _picking("auto"),
    "weighted": _picking("weighted"),
    "verdict": _picking("verdict"),
    "oracle": _oracle,
}
"""Ways to choose one of several sampled paths."""

HEARS_JUDGE = frozenset({"best-of-n", "weighted", "verdict"})


def rows(measurement: Measurement) -> list[Row]:
    """Every way at every effort, cheapest effort first. A way that no effort changes has one row."""
    efforts, solved = measurement.setup.efforts, measurement.solved
    found = []
    for way, choose in SELECTORS.items():
        if way in HEARS_JUDGE and "best-of-n" not in measurement.setup.strategies:
            continue
        for effort in efforts:
            scored = [choose(each, each.paths[:effort]) for each in solved if each.paths]
            found.append(_row(way, effort, scored))
    for way, effort in dict.fromkeys((ran.strategy, ran.effort) for each in solved for ran in each.ran):
        found.append(
            _row(
                way,
                effort,
                [
                    Scored(each.number, float(ran.right), ran.spent)
                    for each in solved
                    for ran in each.ran
                    if (ran.strategy, ran.effort) == (way, effort)
                ],
            )
        )
    return [row for row in found if row.right]


def depth_rows(measurement: Measurement, width: int) -> list[Row]:
    """The majority of so many paths at every depth, named by its thinking tokens."""
    found = []
    for thinking in measurement.setup.thinking:
        scored = []
        for solved in measurement.solved:
            paths = [deep.path for deep in solved.deep if deep.thinking == thinking][:width]
            if paths:
                scored.append(SELECTORS["majority"](solved, paths))
        if scored:
            found.append(_row(f"{thinking}", width, scored))
    return found


BOUND = "oracle"
"""A perfect judge: it is right wherever any path is, and so no way to choose among the paths can be better."""

YARDSTICKS = frozenset({"first", "random", BOUND})
"""Ways that only serve comparison: nobody would ask for them."""

OFFSPRING = frozenset({"majority", "weighted", "verdict"})
"""Ways that are told apart in the table of accuracy alone: `vote` and `best-of-n` stand for them elsewhere."""


def curves(rows: Iterable[Row]) -> tuple[dict[str, list[Row]], Unit]:
    """What is drawn: rows by way, in the order of their efforts, and in what their price is told.

    That is dollars, or tokens where any of them is free or has no price.
    """
    found: dict[str, list[Row]] = {}
    for row in rows:
        if row.way == BOUND or row.way not in YARDSTICKS | OFFSPRING:
            found.setdefault(row.way, []).append(row)
    return found, "dollars" if all(row.cost for points in found.values() for row in points) else "tokens"


def _row(way: str, effort: int, scored: Sequence[Scored]) -> Row:
    count = max(1, len(scored))
    spent = _sum(each.spent for each in scored)
    known = not spent.bill.unknown_calls
    return Row(
        way,
        effort,
        tuple(each.number for each in scored),
        tuple(each.right for each in scored),
        spent.tokens / count,
        spent.bill.amount / count if known else None,
        spent.bill.status == "local",
        spent.seconds / count,
    )


def _sum(spent: Iterable[Spent]) -> Spent:
    total = Spent()
    for each in spent:
        total += each
    return total


def _sampled(paths: Sequence[Sampled]) -> Spent:
    return together(path.sampling for path in paths)


def _judged(paths: Sequence[Sampled]) -> Spent:
    """Each path is judged the moment it lands, beside the others."""
    return together(path.sampling + path.judging for path in paths)
