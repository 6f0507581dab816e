"""Self-consistency: sample paths, group equal answers, the majority wins (Wang et al. 2023, arXiv:2203.11171).

Adaptive: it stops as soon as its leader is safe (Aggarwal et al. 2023, arXiv:2305.11860; Li et al. 2024,
arXiv:2401.10480).
"""

from collections.abc import Mapping

from system2.config.approach import Select, Stop, VotesBy
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
    "sample paths until the leading answer is safe",
    source="Wang et al. 2023, arXiv:2203.11171",
    use="short answers that can be compared, and no judge to trust",
    judges=lambda course: course.votes_are_judged,
    hears_all=lambda course: course.votes_are_judged or course.stop == "never" or course.votes_by != "path",
    compares=True,
)
async def vote(
    problem: Problem,
    *,
    effort: int,
    path: MakePath,
    judge: Verifier,
    select: Select = "auto",
    stop: Stop | None = None,
    sure: float | None = None,
    votes_by: VotesBy = "path",
    reliability: Mapping[str, float] = NOTHING_KNOWN,
) -> Choice:
    """Sample up to `effort` paths and count their answers, until the rule `stop` is `sure` of the leader.

    Starts only as many paths as must land before the rule could be content, and tops up by the same rule as answers
    land: a path that is started is paid for. One without a readable answer abstains. The confidence is the share of
    the vote; where `select` weighs verdicts every path is heard and judged, and every path is heard too where votes
    differ in weight by `votes_by`. `effort` paths at the most.
    """
    stopping = rule("never") if select in JUDGED or votes_by != "path" else rule(stop, sure)
    judging = judge if select in JUDGED else None
    heard = await heard_until_safe(problem, effort, path, judging, stopping, select="majority")
    stopped, certainty = heard.stopped or "every sample was counted", heard.certainty
    candidates = weighed(problem, heard.candidates, votes_by, reliability)
    if judging:
        candidates = await compared(problem, candidates, judging)
    if judging is None:
        return await chosen_by("majority", problem, candidates, stopped=stopped, certainty=certainty)
    return await chosen_by(select, problem, candidates, stopped=stopped, certainty=certainty, judge=judging)
