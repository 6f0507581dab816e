"""Self-consistency: sample paths, group equal answers, the majority wins (Wang et al. 2023, arXiv:2203.11171).

Adaptive: it stops as soon as its leader is safe (Aggarwal et al. 2023, arXiv:2305.11860; Li et al. 2024,
arXiv:2401.10480).
"""

from collections.abc import Collection, Mapping, Sequence

from system2.config.approach import Select, Stop
from system2.core.candidates import Candidate, Choice
from system2.core.group import Group
from system2.core.problem import Problem
from system2.core.procedures import Procedure, note
from system2.strategies.pieces import MakePath
from system2.strategies.record import strategy
from system2.strategies.selection import chosen_by, in_order, tally
from system2.strategies.stopping import JUDGED, Poll, rule
from system2.verifiers.grouping import Groups, group_by_answer
from system2.verifiers.interface import Verifier, compared


@strategy(
    "sample paths until the leading answer is safe",
    source="Wang et al. 2023, arXiv:2203.11171",
    use="short answers that can be compared, and no judge to trust",
    judges=lambda course: course.votes_are_judged,
    hears_all=lambda course: course.votes_are_judged or course.stop == "never",
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
) -> Choice:
    """Sample up to `effort` paths and count their answers, until the rule `stop` is `sure` of the leader.

    Starts only as many paths as must land before the rule could be content, and tops up by the same rule as answers
    land: a path that is started is paid for. One without a readable answer abstains. The confidence is the share of
    the vote; where `select` weighs verdicts every path is heard and judged. `effort` paths at the most.
    """
    judging, stopping = (judge, rule("never")) if select in JUDGED else (None, rule(stop, sure))
    paths: Group[tuple[int, Candidate]] = Group()
    landed: dict[int, Candidate] = {}
    started, stopped, certainty = 0, "every sample was counted", None
    while True:
        agreeing = group_by_answer(problem, tuple(landed.values()))
        poll = poll_of(landed, agreeing, effort)
        if landed:
            certainty = stopping.certainty(poll)
            if problem.answer_kind != "open":  # which are grouped at the end: until then nobody can tell the votes
                await note(tally(tuple(landed.values()), agreeing, certainty))
        if len(landed) < effort and stopping.is_content(poll):
            stopped = f"the leader was safe after {len(landed)} of {effort} samples"
            break
        if started < effort and not is_worth_going_on(landed.values()):
            stopped = f"no more than {started} of {effort} samples were tried, because they failed"
        else:
            for number in range(started, stopping.wants(poll)):
                paths.add(numbered(number, path(number, judging)))
            started = max(started, stopping.wants(poll))
        if not paths:
            break
        number, candidate = await paths.next()
        landed[number] = candidate
    await paths.drop()
    candidates: Sequence[Candidate] = in_order(landed.values())
    if judging:
        candidates = await compared(problem, candidates, judging)
    if judging is None:
        return await chosen_by("majority", problem, candidates, stopped=stopped, certainty=certainty)
    return await chosen_by(select, problem, candidates, stopped=stopped, certainty=certainty, judge=judging)


async def numbered(number: int, path: Procedure[Candidate]) -> tuple[int, Candidate]:
    """A path with the number of the sample that it is."""
    return number, (await path)


def poll_of(landed: Mapping[int, Candidate], agreeing: Groups, planned: int) -> Poll:
    """Who voted for what."""
    votes = {id(candidate): answer for answer, group in enumerate(agreeing) for candidate in group}
    return Poll({number: votes.get(id(candidate)) for number, candidate in landed.items()}, planned)


def is_worth_going_on(candidates: Collection[Candidate]) -> bool:
    """Whether to start more: not where money was refused, nor where more paths were lost than came in."""
    lost = sum(candidate.reply is None for candidate in candidates)
    return 2 * lost <= len(candidates) and all(candidate.status != "refused" for candidate in candidates)
