"""Diverse verifier tree search: subtrees that do not compete (Beeching et al. 2024, "Scaling test-time compute")."""

from system2.core.candidates import Choice
from system2.strategies.bfs import level_by_level
from system2.strategies.searching import tree_search
from system2.strategies.states import State, ranked
from system2.strategies.thoughts import Search
from system2.strategies.tree import Tree


@tree_search(
    "search several subtrees that do not compete",
    source="Beeching et al. 2024, Hugging Face",
    use="when a beam agrees with itself too early",
    takes=("value", "valuations", "aggregate"),
)
async def dvts(search: Search) -> Choice:
    """The best `beam` first steps each begin a subtree, and each subtree goes on with its own best step.

    No subtree is given up because another looks better, so an early misjudgement does not narrow the whole search.
    At most `expansions(search)` states are expanded.
    """

    def best_of_each(children: list[State]) -> list[State]:
        ranking = ranked(children)
        if ranking and ranking[0].depth == 1:
            return ranking[: search.shape.beam]
        return list({state.parent: state for state in reversed(ranking)}.values())

    tree = Tree(search, prompt="value_step", aggregate=search.shape.aggregate)
    return await level_by_level(tree, best_of_each)
