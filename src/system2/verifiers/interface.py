"""What every way of judging offers to a strategy. Plug in here: one file beside this one, and a line in `chosen.py`."""

from collections.abc import Sequence
from typing import Protocol, runtime_checkable

from system2.core.actions import Earmark
from system2.core.candidates import Candidate, Verdict
from system2.core.plans import Plan
from system2.core.problem import Problem


class Verifier(Protocol):
    """A way to judge one path by itself, the moment it lands."""

    def earmark(self, problem: Problem) -> Earmark | None:
        """The question that one verdict will ask, so that money for it is set aside with the sample; None if free."""

    def plan(self, problem: Problem) -> Plan:
        """The calls that the judgement of one path takes; none if it costs no money."""

    async def judge(self, problem: Problem, candidate: Candidate) -> Verdict | None:
        """The verdict on a path that landed; None where none could be had, which is never a score."""


@runtime_checkable
class Comparer(Verifier, Protocol):
    """A verifier that has more to say once all paths are there, for it weighs them against each other."""

    async def compare(self, problem: Problem, candidates: Sequence[Candidate]) -> Sequence[Candidate]:
        """The same candidates in order of their indices, with the verdicts that they have now."""


async def compared(problem: Problem, candidates: Sequence[Candidate], judge: Verifier) -> Sequence[Candidate]:
    """The candidates once all have landed, with what `judge` has to say of them now; nothing, for most."""
    return (await judge.compare(problem, candidates)) if isinstance(judge, Comparer) else candidates
