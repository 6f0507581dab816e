"""Which effort is worth its price, by what was measured for this model and this kind of task."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from system2.core.money import dollars
from system2.measured.evaluate import YARDSTICKS, Row, rows
from system2.measured.results import Measurement
from system2.measured.statistics import Difference, paired_difference

ASKED_AS = {
    "majority": "vote --stop never",
    "weighted": "best-of-n --select weighted",
    "verdict": "best-of-n --select verdict",
}
"""How the ways to choose are asked for."""


@dataclass(frozen=True)
class Advice:
    """The row that is worth its price, and the next dearer one that is more right than it but not surely, if any.

    `row` is None where no way was ever right. `problems` is the set that was measured, with how many there were.
    """

    problems: str
    task: str
    model: str
    row: Row | None = None
    beyond: Row | None = None
    difference: Difference | None = None

    @property
    def line(self) -> str:
        """All of it in one line."""
        row, where = self.row, f"{self.task} ({self.problems}) on {self.model}"
        if row is None:
            return f"{where}: nothing was ever right, so no more paths are worth their price"
        found = f"{where}: {name_of(row)}, {row.accuracy:.0%} right for {price_of(row)}"
        if self.beyond is None or self.difference is None:
            return f"{found}; nothing dearer was better"
        reach = f"{_points(self.difference.value)}, {_points(self.difference.low)} to {_points(self.difference.high)}"
        return f"{found}; {name_of(self.beyond)} for {price_of(self.beyond)} is not surely better ({reach} points)"


def advise(measurements: Iterable[Measurement], *, model: str, task: str = "", way: str = "") -> Advice | None:
    """The advice for a model and a kind of task, from the latest measurement of them; None where there is none.

    A measurement in which nothing was right says which way is best as little as none does: it is passed over for one
    that does say, whatever its age. `way` bounds it to one way to answer, such as `best-of-n`; `task` is any kind
    where it is empty.
    """
    hopeless = None
    for measurement in measurements:
        if measurement.setup.model == model and measurement.solved and task in ("", task_of(measurement)):
            offers = [row for row in rows(measurement) if row.way not in YARDSTICKS and way in ("", row.way)]
            if any(row.accuracy for row in offers):
                return _best(offers, _nothing_yet(measurement))
            if offers:
                hopeless = hopeless or _nothing_yet(measurement)
    return hopeless


def task_of(measurement: Measurement) -> str:
    """The kind of task that most of its problems are."""
    return Counter(solved.task for solved in measurement.solved).most_common(1)[0][0]


def _nothing_yet(measurement: Measurement) -> Advice:
    count = len(measurement.solved)
    problems = f"{measurement.setup.problems}, {count:,} {'problem' if count == 1 else 'problems'}"
    return Advice(problems, task_of(measurement), measurement.setup.model)


def _best(offers: Sequence[Row], advice: Advice) -> Advice:
    """Go from the cheapest to dearer ones, and take each that is surely better than what is held."""
    in_order = sorted(offers, key=_dearness)
    held = in_order[0]
    for row in in_order[1:]:
        if _against(row, held).low > 0:
            held = row
    better = [row for row in in_order if _dearness(row) > _dearness(held) and row.accuracy > held.accuracy]
    beyond = max(better, key=lambda row: row.accuracy, default=None)
    return replace(advice, row=held, beyond=beyond, difference=_against(beyond, held) if beyond else None)


def _against(row: Row, other: Row) -> Difference:
    """The difference on the problems that both answered."""
    mine, theirs = dict(zip(row.numbers, row.right, strict=True)), dict(zip(other.numbers, other.right, strict=True))
    common = sorted(mine.keys() & theirs.keys())
    return paired_difference([mine[number] for number in common], [theirs[number] for number in common])


def _dearness(row: Row) -> tuple[Decimal, float]:
    """Dollars a problem, then tokens: what is free is compared by these alone, and what has no price too."""
    return row.cost or Decimal(0), row.tokens


def name_of(row: Row) -> str:
    """The way and its effort, as one asks for them."""
    return f"{ASKED_AS.get(row.way, row.way)} at effort {row.effort}"


def price_of(row: Row) -> str:
    """What a problem costs: dollars, or tokens where they cost nothing or nobody knows what."""
    return f"{row.tokens:,.0f} tokens" if row.local or row.cost is None else dollars(row.cost)


def _points(share: float) -> str:
    return f"{100 * share:+.0f}"
