"""Several drafts refined side by side, then merged (test-time diffusion, TTD-DR, arXiv:2507.16075)."""

from system2.core.candidates import Candidate, Choice
from system2.core.group import Group
from system2.core.outcomes import Procedure
from system2.core.problem import Problem
from system2.strategies.pieces import attempt
from system2.strategies.refine import ACCEPTED, revisions
from system2.strategies.selection import best, select
from system2.strategies.synthesize import synthesis, worth_reading
from system2.verifiers.interface import Verifier


def evolve(problem: Problem, *, effort: int, rounds: int, judge: Verifier) -> Procedure[Choice]:
    """`effort` drafts, each revised up to `rounds` times; the best version of each is merged into one answer.

    The merged answer is judged and wins only where its verdict is no worse. At most 2 * (effort * (1 + rounds) + 1)
    calls.
    """
    versions = 1 + rounds
    lineages = Group(
        revisions(problem, rounds=rounds, judge=judge, accepted=ACCEPTED, indices=iter(range(first, first + versions)))
        for first in range(0, effort * versions, versions)
    )
    drafts: list[list[Candidate]] = yield from lineages.all()
    candidates = [version for lineage in drafts for version in lineage]
    fittest = sorted((best(lineage) for lineage in drafts if lineage[0].text.strip()), key=lambda draft: draft.index)
    if len(fittest) > 1:
        request = synthesis(problem, "synthesize", worth_reading(fittest))
        candidates.append((yield from attempt(problem, effort * versions, judge, messages=request, role="aggregate")))
    return (yield from select(problem, candidates, by="verdict", planned=effort, stopped="the drafts were merged"))
