"""What makes a function a strategy: its name, its source and when to use it, told once, right above it.

    @strategy(
        "sample two paths and keep the longer one",
        source="nobody yet",
        use="to see how a strategy is written",
    )
    async def longest(problem: Problem, *, path: MakePath) -> Choice:
        ...

The names of its keyword arguments say which options the strategy takes: it is told nothing else. Besides options it
may ask for the `judge`, and then has paths judged; for `path`, which makes one path, and then can be put on top of
other strategies; or for the whole `course`. An option that the user left out is not handed over where the function has
a default of its own.
"""

import inspect
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Generic, ParamSpec

from system2.core.candidates import Choice
from system2.core.problem import Problem
from system2.core.procedures import Procedure
from system2.errors import System2Error, UsageError
from system2.strategies.account import with_account
from system2.strategies.course import OPTIONS, SHAPE, TOLD, Course

P = ParamSpec("P")

Depends = Callable[[Course], bool]
"""Whether something holds of a strategy, which may depend on what it is told."""


@dataclass(frozen=True)
class Strategy(Generic[P]):
    """A strategy and what is known of it before it begins.

    `begin` starts it as a run tells it to; called like a function, it takes the arguments of its own. `takes` are the
    options that mean something to it. `judges` tells whether it asks for any verdict, `hears_all` whether its choice is
    the same in whatever order calls end. `thinks` says that it is for depth: where the user names no thinking tokens,
    it gets as many as the problem's difficulty asks for. `tops` says that it can be put on top of another strategy,
    `stacks` that another may be put on top of it. `compares` says that a judge hears all paths at its end, so that how
    many of them agree can stand for verdicts. `runs_code` says that programs are run which the model wrote.
    `scores_steps` says that it searches by the scores of steps, so that finished paths are judged by theirs too.
    """

    name: str
    summary: str
    source: str
    use: str
    function: Callable[P, Procedure[Choice]]
    begin: Callable[[Problem, Course], Procedure[Choice]]
    takes: frozenset[str]
    judges: Depends
    hears_all: Depends
    thinks: bool = False
    tops: bool = False
    stacks: bool = True
    compares: bool = False
    runs_code: bool = False
    scores_steps: bool = False

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> Procedure[Choice]:
        """Start it as its function is started."""
        return self.function(*args, **kwargs)

    @property
    def is_search(self) -> bool:
        """Whether it searches over reasoning steps, and so is one of those that `tree` takes."""
        return "depth" in self.takes


def always(course: Course) -> bool:
    """It holds whatever a strategy is told."""
    return True


def strategy(
    summary: str,
    *,
    source: str,
    use: str,
    name: str = "",
    takes: Iterable[str] = (),
    judges: Depends | None = None,
    hears_all: Depends = always,
    thinks: bool = False,
    stacks: bool = True,
    compares: bool = False,
    runs_code: bool = False,
) -> Callable[[Callable[P, Procedure[Choice]]], Strategy[P]]:
    """Make a strategy of a function that takes a problem and, by keyword, what it wants to be told.

    Its name is the function's, in the way of the command line, where no other is given. One that asks for the whole
    `course` says itself which options it `takes`. Who asks for a judge `judges`, where nothing else is said.

    Raises:
        TypeError: the function asks for something that no strategy is told.
    """

    def recorded(function: Callable[P, Procedure[Choice]]) -> Strategy[P]:
        parameters = {name: each for name, each in inspect.signature(function).parameters.items() if name != "problem"}
        asked = frozenset(parameters)
        if unknown := sorted(asked - TOLD):
            raise TypeError(f"a strategy is not told {', '.join(unknown)}: it may ask for {', '.join(sorted(TOLD))}")

        named = name or function.__name__.replace("_", "-")

        def begin(problem: Problem, course: Course) -> Procedure[Choice]:
            told = {name: course.told(name, problem) for name in parameters}
            given = {
                name: value
                for name, value in told.items()
                if value is not None or parameters[name].default is inspect.Parameter.empty
            }
            procedure = function(problem, **given)  # type: ignore[arg-type]
            sound = procedure if is_ours(function) else named_where_it_fails(named, procedure)
            return with_account(problem, sound) if course.compare else sound

        return Strategy(
            named,
            summary,
            source,
            use,
            function,
            begin,
            options_behind(asked) | frozenset(takes),
            judges or (lambda course: "judge" in asked),
            hears_all,
            thinks=thinks,
            tops="path" in asked,
            stacks=stacks,
            compares=compares,
            runs_code=runs_code,
        )

    return recorded


def is_ours(function: Callable[..., object]) -> bool:
    """Whether it is part of this package: then what it raises is our bug, told with all that helps to find it."""
    return function.__module__.partition(".")[0] == __name__.partition(".")[0]


async def named_where_it_fails(name: str, procedure: Procedure[Choice]) -> Choice:
    """The same strategy of another package; raises `UsageError`, which names it, instead of errors of its own."""
    try:
        return await procedure
    except System2Error:
        raise
    except Exception as error:
        raise UsageError(broken(name, f"{type(error).__name__}: {error}")) from error


def broken(name: str, reason: str) -> str:
    """What is told of a strategy that does not do what strategies do."""
    return f"The strategy {name} is broken: {' '.join(reason.split())}. Take another one, or mend the package it is in."


def options_behind(asked: frozenset[str]) -> frozenset[str]:
    """The options that decide what a strategy is told which asks for this."""
    behind = {"shape": SHAPE}
    return (asked & OPTIONS).union(*(options for name, options in behind.items() if name in asked))
