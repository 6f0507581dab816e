"""Ways to answer from paths that were sampled once: the first at temperature 0, the others not."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import NoReturn

from system2.core.actions import Ask, Check, Sample
from system2.core.candidates import Candidate, Choice
from system2.core.play import play
from system2.core.problem import Problem
from system2.core.procedures import Procedure
from system2.measured.records import Sampled, Solved
from system2.strategies import vote as voting
from system2.strategies.best_of_n import best_of_n
from system2.strategies.pieces import MakePath
from system2.verifiers.agreement import Agreement
from system2.verifiers.interface import Verifier
from system2.verifiers.none import NoVerdict

AT_EFFORTS = (1, 2, 4, 8)

ONE_SAMPLED = "one sampled path"
OWN_WORKING = "one path at temperature 0"
VOTE = "`vote`"
THINK = "`think`"
ITS_HUB = "its-hub's vote, the answers as we read them"
ANY = "any path right (no way can be better)"


@dataclass(frozen=True)
class Scored:
    """A problem, answered in some way: how far it is right, 0 to 1, and the tokens and seconds of its paths."""

    right: float
    tokens: int
    seconds: float


Begin = Callable[[Problem, MakePath], Procedure[Choice]]
Action = Sample | Ask | Check
NOBODY = NoVerdict()

Answer = Callable[[Solved, int], Scored]
"""Answers a problem from so many of its paths."""


def scored(right: float, paths: Sequence[Sampled]) -> Scored:
    """With what these paths took, side by side."""
    tokens = sum(path.sampling.usage.output for path in paths)
    return Scored(right, tokens, max((path.sampling.seconds for path in paths), default=0.0))


def own_working(solved: Solved, effort: int) -> Scored:
    """The path at temperature 0."""
    return scored(float(solved.paths[0].right), solved.paths[:1])


def one_sampled(solved: Solved, effort: int) -> Scored:
    """A path drawn from those that were sampled; what it takes on average."""
    paths = solved.paths[1:]
    every = scored(sum(path.right for path in paths) / len(paths), paths)
    return replace(every, tokens=round(every.tokens / len(paths)))


def vote(solved: Solved, effort: int) -> Scored:
    """Our vote, with its early stop."""
    return played(solved, effort, lambda problem, path: voting.vote(problem, effort=effort, path=path, judge=NOBODY))


def majority(solved: Solved, effort: int) -> Scored:
    """The same without its early stop."""
    return played(
        solved,
        effort,
        lambda problem, path: voting.vote(problem, effort=effort, path=path, judge=NOBODY, stop="never"),
    )


def think(solved: Solved, effort: int) -> Scored:
    """Our default on a model that cannot judge: each path is scored by how many agree with it."""
    return played(solved, effort, lambda problem, path: best_of_n(problem, effort=effort, path=path, judge=Agreement()))


def played(solved: Solved, effort: int, begin: Begin) -> Scored:
    """What a strategy makes of recorded paths, each of which lands as soon as it is asked for."""

    async def path(number: int, judge: Verifier | None = None) -> Candidate:
        return solved.paths[number].candidate

    choice = play(begin(Problem(solved.question), path), _asks_for_nothing)
    heard = [solved.paths[candidate.index] for candidate in choice.candidates]
    return scored(float(choice.chosen is not None and solved.paths[choice.chosen.index].right), heard)


def _asks_for_nothing(action: Action) -> NoReturn:
    raise TypeError(f"{action} asks for more than a recorded path")


def its_hub(solved: Solved, effort: int) -> Scored:
    """Self-consistency as its-hub 1.2 has it: answers equal letter by letter, ties by chance; all paths are sampled."""
    paths = solved.paths[1 : effort + 1]
    counts = Counter(path.answer.text if path.answer else "" for path in paths)
    most = max(counts.values())
    tied = [path for path in paths if counts[path.answer.text if path.answer else ""] == most]
    return scored(sum(path.right for path in tied) / len(tied), paths)


def any_right(solved: Solved, effort: int) -> Scored:
    """What a perfect picker could choose."""
    return scored(float(any(path.right for path in solved.paths[:effort])), solved.paths[:effort])


WAYS: dict[str, Answer] = {
    ONE_SAMPLED: one_sampled,
    OWN_WORKING: own_working,
    VOTE: vote,
    THINK: think,
    ITS_HUB: its_hub,
    ANY: any_right,
}

SINGLE = frozenset({ONE_SAMPLED, OWN_WORKING})
"""Ways that take one path, whatever the effort."""


def answered(problems: Sequence[Solved]) -> Iterator[tuple[str, int, list[Scored]]]:
    """Every way at every effort, with what it makes of each problem."""
    for name, answer in WAYS.items():
        for effort in (1,) if name in SINGLE else AT_EFFORTS:
            yield name, effort, [answer(solved, effort) for solved in problems]
