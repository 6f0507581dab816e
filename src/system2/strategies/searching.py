"""What makes a function a search over reasoning steps, and so a strategy that `tree` takes."""

from collections.abc import Callable

from system2.core.candidates import Choice
from system2.core.problem import Problem
from system2.core.procedures import Procedure
from system2.strategies.course import Course
from system2.strategies.record import Strategy, always
from system2.strategies.thoughts import Search

BALLOTS = 5
"""How often a level is voted on where nothing else is said (Yao et al. 2023, section 4.2)."""

TAKEN = frozenset({"effort", "good_enough", "depth", "beam", "propose", "state"})
"""The options that every search takes."""

GOOD_ENOUGH = 0.9


def tree_search(
    summary: str,
    *,
    source: str,
    use: str,
    takes: tuple[str, ...] = (),
    lacks: tuple[str, ...] = (),
    valuations: int = 1,
    scores_steps: bool = False,
    name: str = "",
) -> Callable[[Callable[[Search], Procedure[Choice]]], Strategy[[Search]]]:
    """Make a strategy of a function that takes a `Search`.

    `takes` are the options that not every search has, `lacks` those that all others have.

    `valuations` is how often a state is valued where nothing else is said; `scores_steps` says that it scores steps
    instead.
    """

    def recorded(function: Callable[[Search], Procedure[Choice]]) -> Strategy[[Search]]:
        return Strategy(
            name or function.__name__,
            summary,
            source,
            use,
            function,
            lambda problem, course: function(search_for(problem, course, valuations)),
            TAKEN.union(takes).difference(lacks),
            judges=always,
            hears_all=always,
            stacks=False,  # the states of several trees would share their numbers
            scores_steps=scores_steps,
        )

    return recorded


def search_for(problem: Problem, course: Course, valuations: int) -> Search:
    """What a search is told."""
    shape = course.shape
    good_enough = GOOD_ENOUGH if course.good_enough is None else course.good_enough
    usual = BALLOTS if shape.value == "vote" else valuations
    valuations = shape.valuations or usual
    return Search(problem, course.judge, course.effort, shape, good_enough, valuations, course.step_judge)
