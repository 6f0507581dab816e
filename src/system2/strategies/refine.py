"""Refinement: draft, feedback, revision (Self-Refine: Madaan et al. 2023, arXiv:2303.17651, algorithm 1)."""

from collections.abc import Iterator, Sequence
from itertools import count

from system2.core.candidates import Candidate, Choice
from system2.core.problem import Messages, Problem
from system2.prompts.speak import conversation, say
from system2.strategies.lookup import looked_up, passages
from system2.strategies.pieces import attempt
from system2.strategies.quoting import ROOM, quoted
from system2.strategies.record import strategy
from system2.strategies.selection import BEST_VERDICT, best, landed, settle
from system2.verifiers.interface import Verifier

ACCEPTED = 0.9


@strategy(
    "draft, critique, revise",
    source="Madaan et al. 2023, arXiv:2303.17651",
    use="texts and code that a critique can improve",
)
async def refine(
    problem: Problem, *, rounds: int, judge: Verifier, lookup: str = "", good_enough: float = ACCEPTED
) -> Choice:
    """Draft, then revise by the verifier's critiques until a verdict reaches `good_enough` or `rounds` are over.

    Each revision is shown all drafts with their critiques and, with `lookup`, what that program found on the questions
    that they leave open. The best verdict wins, which need not be the last draft's. At most 1 + `rounds` judged paths,
    and with `lookup` a question before each revision.
    """
    versions = await revisions(
        problem, rounds=rounds, judge=judge, accepted=good_enough, indices=count(), program=lookup
    )
    stopped = "a draft was accepted" if (versions[-1].score or 0) >= good_enough else "no round was left"
    if not versions[-1].verdict:
        stopped = "a draft could not be had, or not be judged"
    chosen = best(landed(versions)) if landed(versions) else None
    return await settle(versions, chosen, why=BEST_VERDICT, stopped=stopped)


async def revisions(
    problem: Problem, *, rounds: int, judge: Verifier, accepted: float, indices: Iterator[int], program: str = ""
) -> list[Candidate]:
    """All versions of one draft, first to last; a version without a verdict ends the work on it."""
    versions = [await attempt(problem, next(indices), judge)]
    found: list[str] = []
    while len(versions) <= rounds and versions[-1].verdict and versions[-1].verdict.score < accepted:
        if program:
            found.append(await passages(problem, versions[-1], program))
        request = revision(problem, versions, found)
        versions.append(await attempt(problem, next(indices), judge, messages=request))
    return versions


def revision(problem: Problem, drafts: Sequence[Candidate], found: Sequence[str] = ()) -> Messages:
    """The request to write again what was drafted, in the light of all drafts and critiques (equation 4)."""
    known = looked_up(problem, found)
    texts = "\n\n".join(filter(None, (quoted(problem, drafts, ROOM - len(known)), known)))
    return conversation(problem, say("revise", problem, problem=problem.statement, candidates=texts))
