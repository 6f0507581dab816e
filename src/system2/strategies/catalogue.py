"""Every strategy by its name. Plug in here: one file beside this one, and an entry below."""

from collections.abc import Callable
from dataclasses import dataclass

from system2.core.candidates import Choice
from system2.core.outcomes import Procedure
from system2.core.problem import Problem
from system2.strategies.best_of_n import best_of_n
from system2.strategies.selection import Select
from system2.strategies.vote import vote
from system2.verifiers.interface import Verifier


@dataclass(frozen=True)
class Course:
    """What a strategy is told: how wide to go, who judges, who wins, when a verdict is good enough."""

    effort: int
    judge: Verifier
    select: Select = "auto"
    good_enough: float | None = None


@dataclass(frozen=True)
class Strategy:
    """A strategy with its name, its source, and how to start it."""

    name: str
    summary: str
    source: str
    begin: Callable[[Problem, Course], Procedure[Choice]]


STRATEGIES = {
    strategy.name: strategy
    for strategy in (
        Strategy(
            "best-of-n",
            "sample paths, judge each, keep what the evidence favours",
            "Cobbe et al. 2021",
            lambda problem, course: best_of_n(
                problem, effort=course.effort, judge=course.judge, by=course.select, good_enough=course.good_enough
            ),
        ),
        Strategy(
            "vote",
            "sample paths, the majority answer wins",
            "Wang et al. 2023",
            lambda problem, course: vote(problem, samples=course.effort),
        ),
    )
}
