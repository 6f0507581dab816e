"""Best-of-N with verification (Cobbe et al. 2021, arXiv:2110.14168)."""

from system2.config.approach import Select
from system2.core.candidates import Candidate, Choice
from system2.core.group import Group
from system2.core.problem import Problem
from system2.strategies.pieces import MakePath
from system2.strategies.record import strategy
from system2.strategies.selection import chosen_by, in_order
from system2.verifiers.interface import Verifier, compared


@strategy(
    "sample paths, judge each, keep what votes and verdicts favour",
    source="Cobbe et al. 2021, arXiv:2110.14168",
    use="most problems: answers are easier to check than to find",
    hears_all=lambda course: course.good_enough is None,
    compares=True,
)
async def best_of_n(
    problem: Problem,
    *,
    effort: int,
    path: MakePath,
    judge: Verifier,
    select: Select = "auto",
    good_enough: float | None = None,
) -> Choice:
    """Start `effort` paths at once, each judged as it lands, and keep the one that the evidence favours.

    With `good_enough`, one verdict that reaches it ends the search; without it every path is heard, because judges
    are sure too easily, and the choice does not depend on their order. `effort` judged paths.
    """
    paths = Group(path(number, judge) for number in range(effort))
    candidates: list[Candidate] = []
    stopped = "every path was judged"
    while paths:
        candidate = await paths.next()
        candidates.append(candidate)
        if good_enough is not None and (candidate.score or 0) >= good_enough:
            stopped = f"path {candidate.index + 1} was good enough"
            await paths.drop()
            break
    verdicts = await compared(problem, in_order(candidates), judge)
    return await chosen_by(select, problem, verdicts, stopped=stopped, judge=judge)
