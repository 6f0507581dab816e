"""Best-of-N with verification (Cobbe et al. 2021, arXiv:2110.14168)."""

from system2.core.candidates import Candidate, Choice
from system2.core.group import Group
from system2.core.outcomes import Procedure
from system2.core.problem import Problem
from system2.strategies.pieces import attempt
from system2.strategies.selection import Select, select
from system2.verifiers.interface import Verifier


def best_of_n(
    problem: Problem,
    *,
    effort: int,
    judge: Verifier,
    by: Select = "auto",
    good_enough: float | None = None,
    thinking_tokens: int = 0,
) -> Procedure[Choice]:
    """Sample `effort` paths at once, judge each as it lands, keep the one that the evidence favours.

    With `good_enough`, one verdict that reaches it ends the search; without it every path is heard, because judges
    are sure too easily. At most 2 calls a path, 3 where a verdict has to be asked for twice.
    """
    paths = Group(attempt(problem, index, judge, thinking_tokens=thinking_tokens) for index in range(effort))
    candidates: list[Candidate] = []
    stopped = "every path was judged"
    while paths:
        candidate = yield from paths.next()
        candidates.append(candidate)
        if good_enough is not None and (candidate.score or 0) >= good_enough:
            stopped = f"path {candidate.index + 1} was good enough"
            yield from paths.drop()
    return (yield from select(problem, candidates, by=by, planned=effort, stopped=stopped))
