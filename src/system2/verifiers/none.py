"""No judgement at all: the paths are sampled, and their answers counted."""

from dataclasses import dataclass

from system2.core.candidates import Candidate, Verdict
from system2.core.plans import Plan
from system2.core.problem import Problem


@dataclass(frozen=True)
class NoVerdict:
    """Leaves every path unjudged. No call."""

    def earmark(self, problem: Problem) -> None:
        """Costs no money."""

    def plan(self, problem: Problem) -> Plan:
        """No calls of a model."""
        return ()

    async def judge(self, problem: Problem, candidate: Candidate) -> Verdict | None:
        """No verdict."""
        return None
