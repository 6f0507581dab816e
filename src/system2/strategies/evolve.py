"""Several drafts refined side by side, then merged (test-time diffusion: Han et al. 2025, TTD-DR, arXiv:2507.16075)."""

from system2.core.candidates import Candidate, Choice
from system2.core.group import Group
from system2.core.problem import Problem
from system2.strategies.record import strategy
from system2.strategies.refine import ACCEPTED, revisions
from system2.strategies.selection import best, landed
from system2.strategies.synthesize import put_together
from system2.verifiers.interface import Verifier


@strategy(
    "several drafts refined, then merged",
    source="Han et al. 2025, arXiv:2507.16075",
    use="reports and designs, when quality matters more than price",
)
async def evolve(
    problem: Problem, *, effort: int, rounds: int, judge: Verifier, lookup: str = "", good_enough: float = ACCEPTED
) -> Choice:
    """`effort` drafts, each revised up to `rounds` times; the best version of each is merged into one answer.

    With `lookup` that program looks up before each revision what the draft leaves open. The merged answer is judged,
    and wins unless its verdict is worse than the best draft's. The choice does not depend on the order in which drafts
    finish. At most `effort` * (1 + `rounds`) + 1 judged paths.
    """
    last = effort * (1 + rounds)
    lineages = Group(
        revisions(
            problem,
            rounds=rounds,
            judge=judge,
            accepted=good_enough,
            indices=iter(range(first, last, effort)),
            program=lookup,
        )
        for first in range(effort)
    )
    drafts: list[list[Candidate]] = await lineages.all()
    fittest = [best(landed(lineage)) for lineage in drafts if landed(lineage)]
    others = [version for lineage in drafts for version in lineage if version not in fittest]
    return await put_together(problem, fittest, judge, index=last, others=others)
