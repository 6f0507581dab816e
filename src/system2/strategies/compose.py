"""Composition in words: `synthesize+vote` is a vote among answers each of which is a synthesis."""

from collections.abc import Mapping
from dataclasses import replace

from system2.config.suggest import no_such
from system2.core.candidates import Candidate, Choice
from system2.core.problem import Problem
from system2.core.procedures import Procedure
from system2.errors import UsageError
from system2.strategies.course import Course, judging
from system2.strategies.pieces import USUALLY, How
from system2.strategies.record import Strategy
from system2.strategies.rehearsal import highest_number
from system2.strategies.renumber import renumbered
from system2.verifiers.interface import Verifier

INNER_WIDTH = 3
"""How many paths each answer is made of, where it is made of several: the effort is the width of the outer strategy."""


def find(name: str, strategies: Mapping[str, Strategy[...]]) -> Strategy[...]:
    """The strategy of this name, which may be two names with a plus between them.

    Raises:
        UsageError: there is none, or the two do not go together.
    """
    inner, plus, outer = name.partition("+")
    for part in filter(None, (inner, outer)):
        if part not in strategies:
            raise UsageError(no_such("strategy", part, strategies))
    if not plus:
        return strategies[name]
    last = [known.name for known in strategies.values() if known.tops and known.stacks]
    if outer not in last or not inner or not strategies[inner].stacks:
        alone = ", ".join(known.name for known in strategies.values() if not known.stacks)
        raise UsageError(f"{name!r} cannot be: +{' or +'.join(last)} goes with any but {alone}, as in synthesize+vote.")
    return composed(strategies[inner], strategies[outer])


def composed(inner: Strategy[...], outer: Strategy[...]) -> Strategy[...]:
    """`outer` on paths each of which is what `inner` chose."""

    def begin(problem: Problem, course: Course) -> Procedure[Choice]:
        return _one_on_the_other(inner, outer, problem, course)

    return Strategy(
        f"{inner.name}+{outer.name}",
        f"{outer.name}, where each path is the answer of {inner.name}",
        f"{outer.source}; {inner.source}",
        inner.use,
        begin,
        begin,
        inner.takes | outer.takes,
        judges=lambda course: inner.judges(course) or outer.judges(course),
        hears_all=lambda course: inner.hears_all(course) and outer.hears_all(course),
        thinks=inner.thinks,
        compares=outer.compares and not inner.judges(Course()),
        runs_code=inner.runs_code or outer.runs_code,
    )


async def _one_on_the_other(inner: Strategy[...], outer: Strategy[...], problem: Problem, course: Course) -> Choice:
    heard: dict[int, Candidate] = {}
    within = replace(course, effort=min(course.effort, INNER_WIDTH), compare=False)
    stride = 1 + highest_number(inner, problem, within)

    async def path(number: int, judge: Verifier | None = None, how: How = USUALLY) -> Candidate:
        choice = await renumbered(inner.begin(problem, within), number * stride, how)
        heard.update((candidate.index, candidate) for candidate in choice.candidates)
        return choice.chosen or choice.candidates[0]

    choice = await outer.begin(problem, replace(course, maker=judging(problem, path)))
    heard.update((candidate.index, candidate) for candidate in choice.candidates)
    return replace(choice, candidates=tuple(heard[index] for index in sorted(heard)))
