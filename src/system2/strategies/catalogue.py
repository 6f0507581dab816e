"""Every strategy by its name. Plug in here: one file beside this one, and an entry below."""

from collections.abc import Callable
from dataclasses import dataclass

from system2.core.candidates import Choice
from system2.core.outcomes import Procedure
from system2.core.plans import Plan
from system2.core.problem import Problem
from system2.strategies.best_of_n import best_of_n
from system2.strategies.pieces import planned
from system2.strategies.selection import Select
from system2.strategies.vote import vote
from system2.verifiers.interface import Verifier


@dataclass(frozen=True)
class Course:
    """What a strategy is told: how wide to go, who judges, who wins, when a verdict is good enough.

    `thinking_tokens` is how long each path may think, 0 where that is left to the model.
    """

    effort: int
    judge: Verifier
    select: Select = "auto"
    good_enough: float | None = None
    thinking_tokens: int = 0


@dataclass(frozen=True)
class Strategy:
    """A strategy with its name, its source, how to start it, and which calls it will ask for.

    `thinks` says that it is for depth: where the user names no thinking tokens, it gets as many as the problem's
    difficulty asks for.
    """

    name: str
    summary: str
    source: str
    begin: Callable[[Problem, Course], Procedure[Choice]]
    plan: Callable[[Problem, Course], Plan]
    thinks: bool = False


STRATEGIES = {
    strategy.name: strategy
    for strategy in (
        Strategy(
            "best-of-n",
            "sample paths, judge each, keep what the evidence favours",
            "Cobbe et al. 2021",
            lambda problem, course: best_of_n(
                problem,
                effort=course.effort,
                judge=course.judge,
                by=course.select,
                good_enough=course.good_enough,
                thinking_tokens=course.thinking_tokens,
            ),
            lambda problem, course: planned(
                problem,
                course.effort,
                judge=course.judge,
                least=None if course.good_enough is None else 1,
                thinking_tokens=course.thinking_tokens,
            ),
        ),
        Strategy(
            "vote",
            "sample paths, the majority answer wins",
            "Wang et al. 2023",
            lambda problem, course: vote(problem, samples=course.effort),
            lambda problem, course: planned(problem, course.effort),
        ),
    )
}
