"""What every way of judging offers to a strategy. Plug in here: one file beside this one, and a line in `chosen.py`."""

from typing import Protocol

from system2.core.actions import Earmark
from system2.core.candidates import Candidate, Verdict
from system2.core.outcomes import Procedure
from system2.core.plans import Plan
from system2.core.problem import Problem


class Verifier(Protocol):
    """A way to judge one path by itself."""

    def earmark(self, problem: Problem) -> Earmark | None:
        """The question that one verdict will ask, so that money for it is set aside with the sample; None if free."""

    def plan(self, problem: Problem) -> Plan:
        """The calls that the judgement of one path takes; none if it costs no money."""

    def judge(self, problem: Problem, candidate: Candidate) -> Procedure[Verdict | None]:
        """The verdict on a path that landed; None where none could be had, which is never a score."""
