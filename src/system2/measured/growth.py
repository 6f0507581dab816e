"""How a way to answer fares as problems grow: base, chain of thought and thinking, each in one path and in a vote."""

from collections.abc import Sequence
from dataclasses import dataclass

from system2.measured.evaluate import Row, depth_rows, rows
from system2.measured.results import Measurement

BASE = "at-once"
STEPS = "majority"


@dataclass(frozen=True)
class Size:
    """One problem set at one size, and what each way was worth there, by its title."""

    problems: str
    difficulty: int
    ways: dict[str, Row]


def sizes(measurements: Sequence[Measurement]) -> list[Size]:
    """Each measurement as one size, in their order."""
    return [Size(each.setup.problems, each.setup.difficulty, ways_of(each)) for each in measurements]


def ways_of(measurement: Measurement) -> dict[str, Row]:
    """The answer at once, steps in one path and in a vote, and the same with each depth of thinking."""
    measured = rows(measurement)
    deep = [row for effort in measurement.setup.efforts for row in depth_rows(measurement, effort)]
    base = [("base", row) for row in measured if row.way == BASE]
    steps = [(in_paths("steps", row.effort), row) for row in measured if row.way == STEPS]
    thinking = [(in_paths(f"thinking {int(row.way):,}", row.effort), row) for row in deep]
    return dict([*base, *steps, *thinking])


def in_paths(way: str, effort: int) -> str:
    """A way's title: with how many paths were voted on, where they were several."""
    return way if effort == 1 else f"{way} x{effort}"
