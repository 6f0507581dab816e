"""Refinement: draft, critique, revise (Madaan et al. 2023, arXiv:2303.17651), accepted by a verifier."""

from collections.abc import Iterator
from itertools import count

from system2.core.candidates import Candidate, Choice
from system2.core.problem import Messages, Problem
from system2.prompts.fence import fence
from system2.prompts.speak import conversation, say
from system2.strategies.pieces import attempt
from system2.strategies.record import strategy
from system2.strategies.selection import BEST_VERDICT, best, landed, settle
from system2.verifiers.interface import Verifier

ACCEPTED = 0.9


@strategy(
    "draft, critique, revise",
    source="Madaan et al. 2023, arXiv:2303.17651",
    use="texts and code that a critique can improve",
)
async def refine(problem: Problem, *, rounds: int, judge: Verifier, good_enough: float = ACCEPTED) -> Choice:
    """Draft, then revise by the verifier's critique until a verdict reaches `good_enough` or `rounds` are over.

    The best verdict wins, which need not be the last draft's. At most 1 + `rounds` judged paths.
    """
    versions = await revisions(problem, rounds=rounds, judge=judge, accepted=good_enough, indices=count())
    stopped = "a draft was accepted" if (versions[-1].score or 0) >= good_enough else "no round was left"
    if not versions[-1].verdict:
        stopped = "a draft could not be had, or not be judged"
    chosen = best(landed(versions)) if landed(versions) else None
    return await settle(versions, chosen, why=BEST_VERDICT, stopped=stopped)


async def revisions(
    problem: Problem, *, rounds: int, judge: Verifier, accepted: float, indices: Iterator[int]
) -> list[Candidate]:
    """All versions of one draft, first to last; a version without a verdict ends the work on it."""
    versions = [(await attempt(problem, next(indices), judge))]
    while len(versions) <= rounds and versions[-1].verdict and versions[-1].verdict.score < accepted:
        request = revision(problem, versions[-1].text, versions[-1].verdict.critique)
        versions.append(await attempt(problem, next(indices), judge, messages=request))
    return versions


def revision(problem: Problem, draft: str, critique: str) -> Messages:
    """The request to write a draft again in the light of its critique, both fenced."""
    instruction = say("revise", problem, problem=problem.statement, candidate=fence(draft), critique=fence(critique))
    return conversation(problem, instruction)
