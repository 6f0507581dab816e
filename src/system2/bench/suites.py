"""Several problem sets that are measured together, at rising sizes, by what they are to show."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import chain


@dataclass(frozen=True)
class Plan:
    """What is measured where the user does not say: `sets` at `difficulties`, so many `problems` of each."""

    sets: tuple[str, ...]
    difficulties: tuple[int, ...]
    strategies: str
    efforts: str
    thinking: str | None
    problems: int

    @property
    def grows(self) -> bool:
        """Whether one set is measured at several sizes: then how it goes as they rise is what is told."""
        return len(self.difficulties) > 1


SUITES = {
    "serial-suite": Plan(
        (
            "modular-addition",
            "permutations",
            "iterated-squaring",
            "circuit-value",
            "sudoku-easy",
            "sudoku-hard",
        ),
        (1, 2, 4),
        "at-once,vote",
        "1,3",
        "1000",
        10,
    )
}
"""`serial-suite`: what width brings and what only depth does (Li et al. 2024, arXiv:2402.12875, section 4).

Modular addition can be done in parallel; permutations composed, iterated squaring and circuits are thought to take
steps one after another, and so do sudokus.
"""


USUAL = Plan((), (1,), "best-of-n,vote", "1,2,4,8,16", None, 50)


def plan_of(names: Sequence[str]) -> Plan:
    """What is measured of sets and suites of these names where nothing else is said: as the first suite has it."""
    plan = next((SUITES[name] for name in names if name in SUITES), USUAL)
    sets = chain.from_iterable(SUITES[name].sets if name in SUITES else (name,) for name in names)
    return replace(plan, sets=tuple(sets))
