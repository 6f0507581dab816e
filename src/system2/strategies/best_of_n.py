"""Best-of-N with verification (Cobbe et al. 2021, arXiv:2110.14168)."""

from system2.core.candidates import Candidate, Choice
from system2.core.group import Group
from system2.core.outcomes import Procedure
from system2.core.problem import Problem
from system2.strategies.pieces import MakePath
from system2.strategies.selection import Select, in_order, select
from system2.verifiers.interface import Verifier, compared


def best_of_n(
    problem: Problem,
    *,
    effort: int,
    path: MakePath,
    judge: Verifier,
    by: Select = "auto",
    good_enough: float | None = None,
) -> Procedure[Choice]:
    """Start `effort` paths at once, each judged as it lands, and keep the one that the evidence favours.

    With `good_enough`, one verdict that reaches it ends the search; without it every path is heard, because judges
    are sure too easily, and the choice does not depend on their order. One judged `path` for each.
    """
    paths = Group(path(number) for number in range(effort))
    candidates: list[Candidate] = []
    stopped = "every path was judged"
    while paths:
        candidate = yield from paths.next()
        candidates.append(candidate)
        if good_enough is not None and (candidate.score or 0) >= good_enough:
            stopped = f"path {candidate.index + 1} was good enough"
            yield from paths.drop()
            break
    verdicts = yield from compared(problem, in_order(candidates), judge)
    return (yield from select(problem, verdicts, by=by, stopped=stopped))
