"""Best-of-N with verification (Cobbe et al. 2021, arXiv:2110.14168).

With `sure` it stops once the choice is safe, as adaptive votes do (Aggarwal et al. 2023, arXiv:2305.11860).
"""

from system2.config.approach import Select
from system2.core.candidates import Choice
from system2.core.problem import Problem
from system2.strategies.pieces import MakePath
from system2.strategies.polling import heard_until_safe
from system2.strategies.record import strategy
from system2.strategies.selection import chosen_by
from system2.strategies.stopping import JUDGED, rule
from system2.verifiers.interface import Verifier, compared


@strategy(
    "sample paths, judge each, keep what votes and verdicts favour",
    source="Cobbe et al. 2021, arXiv:2110.14168",
    use="most problems: answers are easier to check than to find",
    hears_all=lambda course: course.good_enough is None and (course.sure is None or course.select in JUDGED),
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
    sure: float | None = None,
) -> Choice:
    """Start `effort` paths at once, each judged as it lands, and keep the one that the evidence favours.

    With `sure`, as many are started as must land before the choice could be that safe, and more as long as it is in
    doubt. With `good_enough`, one verdict that reaches it ends the search; without either every path is heard, because
    judges are sure too easily, and the choice does not depend on their order. `effort` judged paths at the most.
    """
    stopping = rule("never") if sure is None or select in JUDGED else rule("safe", sure)
    heard = await heard_until_safe(
        problem, effort, path, judge, stopping, select=select, good_enough=good_enough, tells=stopping.stop != "never"
    )
    verdicts = await compared(problem, heard.candidates, judge)
    return await chosen_by(
        select,
        problem,
        verdicts,
        stopped=heard.stopped or "every path was judged",
        certainty=heard.certainty,
        judge=judge,
    )
