"""Best-of-N with verification (Cobbe et al. 2021, arXiv:2110.14168).

With `sure` it stops once the choice is safe, as adaptive votes do (Aggarwal et al. 2023, arXiv:2305.11860).
"""

from collections.abc import Mapping

from system2.config.approach import Select, VotesBy
from system2.core.candidates import Choice
from system2.core.problem import Problem
from system2.strategies.pieces import MakePath
from system2.strategies.polling import heard_until_safe
from system2.strategies.record import strategy
from system2.strategies.selection import chosen_by
from system2.strategies.stopping import JUDGED, rule
from system2.strategies.weighing import NOTHING_KNOWN, weighed
from system2.verifiers.interface import Verifier, compared


@strategy(
    "sample paths, judge each, keep what votes and verdicts favour",
    source="Cobbe et al. 2021, arXiv:2110.14168",
    use="most problems: answers are easier to check than to find",
    hears_all=lambda course: (
        course.good_enough is None and (course.sure is None or course.select in JUDGED or course.votes_by != "path")
    ),
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
    votes_by: VotesBy = "path",
    reliability: Mapping[str, float] = NOTHING_KNOWN,
) -> Choice:
    """Start `effort` paths at once, each judged as it lands, and keep the one that the evidence favours.

    With `sure`, as many are started as must land before the choice could be that safe, and more as long as it is in
    doubt. With `good_enough`, one verdict that reaches it ends the search; without either every path is heard, because
    judges are sure too easily, and the choice does not depend on their order; so it is where votes differ in weight by
    `votes_by`. `effort` judged paths at the most.
    """
    hears_all = sure is None or select in JUDGED or votes_by != "path"
    stopping = rule("never") if hears_all or sure is None else rule("safe", sure)
    heard = await heard_until_safe(
        problem, effort, path, judge, stopping, select=select, good_enough=good_enough, tells=stopping.stop != "never"
    )
    candidates = weighed(problem, heard.candidates, votes_by, reliability)
    verdicts = await compared(problem, candidates, judge)
    return await chosen_by(
        select,
        problem,
        verdicts,
        stopped=heard.stopped or "every path was judged",
        certainty=heard.certainty,
        judge=judge,
    )
