"""No judgement at all: the paths are sampled, and their answers counted."""

from dataclasses import dataclass

from system2.core.candidates import Candidate, Verdict
from system2.core.problem import Problem


def gives_verdicts(judge: object) -> bool:
    """Whether verdicts are to be expected of this way of judging."""
    return type(judge) is not NoVerdict


@dataclass(frozen=True)
class NoVerdict:
    """Leaves every path unjudged. No call."""

    async def judge(self, problem: Problem, candidate: Candidate) -> Verdict | None:
        """No verdict."""
        return None
