"""Refinement: draft, critique, revise (Madaan et al. 2023, arXiv:2303.17651), accepted by a verifier."""

from collections.abc import Iterator
from itertools import count

from system2.core.candidates import Candidate, Choice
from system2.core.outcomes import Procedure
from system2.core.problem import Problem
from system2.prompts.fence import fence
from system2.prompts.speak import conversation, say
from system2.strategies.pieces import attempt
from system2.strategies.selection import select
from system2.verifiers.interface import Verifier

ACCEPTED = 0.9


def refine(problem: Problem, *, rounds: int, judge: Verifier, accepted: float = ACCEPTED) -> Procedure[Choice]:
    """Draft, then revise by the verifier's critique until a verdict reaches `accepted` or `rounds` are over.

    The best verdict wins, which need not be the last draft's. At most 2 * (1 + rounds) calls.
    """
    versions = yield from revisions(problem, rounds=rounds, judge=judge, accepted=accepted, indices=count())
    done = (versions[-1].score or 0) >= accepted
    stopped = "a draft was accepted" if done else "no round was left"
    return (yield from select(problem, versions, by="verdict", planned=len(versions), stopped=stopped))


def revisions(
    problem: Problem, *, rounds: int, judge: Verifier, accepted: float, indices: Iterator[int]
) -> Procedure[list[Candidate]]:
    """All versions of one draft, first to last; a version that did not land ends the work on it."""
    versions = [(yield from attempt(problem, next(indices), judge))]
    while len(versions) <= rounds and versions[-1].verdict and versions[-1].verdict.score < accepted:
        versions.append((yield from revision(problem, next(indices), versions[-1], judge)))
    return versions


def revision(problem: Problem, index: int, draft: Candidate, judge: Verifier) -> Procedure[Candidate]:
    """A draft written again in the light of its verdict, and judged anew."""
    critique = draft.verdict.critique if draft.verdict else ""
    instruction = say(
        "revise", problem, problem=problem.statement, candidate=fence(draft.text), critique=fence(critique)
    )
    return (yield from attempt(problem, index, judge, messages=conversation(problem, instruction)))
