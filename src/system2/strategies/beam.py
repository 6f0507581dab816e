"""Beam search guided by a process reward model (Snell et al. 2024, arXiv:2408.03314; Lightman et al. 2024)."""

from system2.core.candidates import Choice
from system2.strategies.bfs import level_by_level
from system2.strategies.searching import tree_search
from system2.strategies.states import State, ranked
from system2.strategies.stepped import SteppedTree
from system2.strategies.thoughts import Search


@tree_search(
    "score every step, keep the best paths by their steps' scores",
    source="Snell et al. 2024, arXiv:2408.03314",
    use="derivations in which one wrong step spoils all",
    scores_steps=True,
)
async def beam(search: Search) -> Choice:
    """Begin `beam` x `branches` paths, keep the best `beam` by the scores of their steps, go on with `branches` each.

    What is kept at the end is completed, all of it at once, and the path wins whose verdict is best. At most
    `expansions(search)` states are expanded.
    """
    first = search.shape.beam * search.branches

    def best(children: list[State]) -> list[State]:
        return ranked(children)[: search.shape.beam]

    return await level_by_level(SteppedTree(search, widest=first), best, first=first, completes_all=True)
