"""Beam search guided by a process reward model (Lightman et al. 2024, arXiv:2305.20050; Snell et al. 2024)."""

from system2.core.candidates import Choice
from system2.strategies.bfs import level_by_level
from system2.strategies.searching import tree_search
from system2.strategies.states import State, ranked
from system2.strategies.thoughts import Search
from system2.strategies.tree import Tree


@tree_search(
    "score every step, keep the best paths by their steps' scores",
    source="Lightman et al. 2024, arXiv:2305.20050",
    use="derivations in which one wrong step spoils all",
    takes=("value", "valuations", "aggregate"),
)
async def beam(search: Search) -> Choice:
    """Score every step; a path's score aggregates its steps'; keep the best `beam` of `beam` x `branches` paths.

    At most `expansions(search)` states are expanded.
    """

    def best(children: list[State]) -> list[State]:
        return ranked(children)[: search.shape.beam]

    tree = Tree(search, prompt="value_step", aggregate=search.shape.aggregate)
    return await level_by_level(tree, best)
