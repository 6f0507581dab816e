"""Sampling until the choice is safe: what votes and best-of-N have in common (Aggarwal et al. 2023, arXiv:2305.11860).

A path that is started is paid for, so no more are started than must land before the choice could be safe.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from system2.config.approach import Select
from system2.core.candidates import Answer, Candidate, Verdict
from system2.core.group import Group
from system2.core.problem import Problem
from system2.core.procedures import Procedure, note
from system2.strategies.pieces import MakePath
from system2.strategies.selection import evidence, favourite, in_order, left_over, tally
from system2.strategies.stopping import CERTAINTY, Poll, Rule
from system2.verifiers.grouping import Groups, group_by_answer
from system2.verifiers.interface import Verifier


@dataclass(frozen=True)
class Heard:
    """The paths that landed, in order; why no more were heard, empty where all were; how safe the leader was then."""

    candidates: Sequence[Candidate]
    stopped: str
    certainty: float | None


async def heard_until_safe(
    problem: Problem,
    effort: int,
    path: MakePath,
    judge: Verifier | None,
    rule: Rule,
    *,
    select: Select,
    good_enough: float | None = None,
    tells: bool = True,
) -> Heard:
    """Up to `effort` paths, each judged as it lands where a judge is named, until `rule` is content with the leader.

    `select` says who leads; the verdict of one path that is `good_enough` ends it too. Where nobody can tell the votes
    before the end, because answers are open, all are heard. `tells` has the votes noted whenever a path lands.
    """
    paths: Group[tuple[int, Candidate]] = Group()
    landed: dict[int, Candidate] = {}
    started, stopped, certainty = 0, "", None
    weighs = select == "auto" and rule.stop in CERTAINTY
    while True:
        agreeing = group_by_answer(problem, tuple(landed.values()))
        poll = poll_of(landed, agreeing, effort, weighs=weighs)
        if landed:
            certainty = rule.certainty(poll)
            if tells and problem.answer_kind != "open":
                await note(tally(tuple(landed.values()), agreeing, certainty))
        if len(landed) < effort and rule.is_content(poll):
            stopped = f"the leader was safe after {len(landed)} of {effort} samples"
            break
        if started < effort and not is_worth_going_on(landed.values()):
            stopped = f"no more than {started} of {effort} samples were tried, because they failed"
        else:
            for number in range(started, rule.wants(poll)):
                paths.add(numbered(number, path(number, judge)))
            started = max(started, rule.wants(poll))
        if not paths:
            break
        number, candidate = await paths.next()
        landed[number] = candidate
        if good_enough is not None and (candidate.score or 0) >= good_enough:
            stopped = f"path {candidate.index + 1} was good enough"
            break
    await paths.drop()
    return Heard(in_order(landed.values()), stopped, certainty)


async def numbered(number: int, path: Procedure[Candidate]) -> tuple[int, Candidate]:
    """A path with the number of the sample that it is."""
    return number, (await path)


def poll_of(landed: Mapping[int, Candidate], agreeing: Groups, planned: int, *, weighs: bool) -> Poll:
    """Who voted for what, and how far ahead the leader is where verdicts are weighed too."""
    votes = {id(candidate): answer for answer, group in enumerate(agreeing) for candidate in group}
    ballots = {number: votes.get(id(candidate)) for number, candidate in landed.items()}
    judged = weighs and any(candidate.verdict for candidate in landed.values())
    return Poll(ballots, planned, standing(agreeing, planned - len(landed)) if judged else None)


def standing(agreeing: Groups, remaining: int) -> tuple[int, int]:
    """What the favourite and its rival have, in votes, of which so many may still come.

    The rival has its votes. The favourite is ahead by as many further paths as it takes to overtake it by the very
    evidence that selects, if all of them give the rival's answer and are judged as surely as any path was. So an answer
    that all paths give and the judge rejects is in doubt: one path that is accepted undoes it. Where a program rejected
    every path nobody leads.
    """
    left = left_over(agreeing)
    if not left:
        return 0, 0
    leader = favourite(left)
    others = tuple(group for group in left if group is not leader)
    rival = favourite(others) if others else ()
    besides = tuple(group for group in others if group is not rival)
    scores = [path.score for group in left for path in group if path.score is not None]
    surest = max((max(score, 1 - score) for score in scores), default=None)
    further = Candidate(-1, answer=Answer(""), verdict=None if surest is None else Verdict(surest, True))
    for more in range(1, remaining + 1):
        grown = (*rival, *(further,) * more)
        *_, ahead, behind = evidence((*besides, leader, grown))
        if behind >= ahead:
            return len(rival) + more, len(rival)
    return len(rival) + remaining + 1, len(rival)


def is_worth_going_on(candidates: Collection[Candidate]) -> bool:
    """Whether to start more: not where money was refused, nor where more paths were lost than came in."""
    lost = sum(candidate.reply is None for candidate in candidates)
    return 2 * lost <= len(candidates) and all(candidate.status != "refused" for candidate in candidates)
