"""Diverse verifier tree search: subtrees that do not compete (Beeching et al. 2024, "Scaling test-time compute")."""

from system2.core.candidates import Choice
from system2.strategies.bfs import level_by_level
from system2.strategies.searching import tree_search
from system2.strategies.states import State, ranked
from system2.strategies.stepped import SteppedTree
from system2.strategies.thoughts import Search


@tree_search(
    "search several subtrees that do not compete",
    source="Beeching et al. 2024, Hugging Face",
    use="when a beam agrees with itself too early",
    scores_steps=True,
)
async def dvts(search: Search) -> Choice:
    """The best `beam` of `beam` x `branches` first steps each begin a subtree, which goes on with its own best step.

    No subtree is given up because another looks better, so an early misjudgement does not narrow the whole search.
    Each comes to its own end, and the path wins whose verdict is best. At most `expansions(search)` states are
    expanded.
    """

    def best_of_each(children: list[State]) -> list[State]:
        ranking = ranked(children)
        if ranking and ranking[0].depth == 1:
            return ranking[: search.shape.beam]
        return list({state.parent: state for state in reversed(ranking)}.values())

    first = search.shape.beam * search.branches
    return await level_by_level(SteppedTree(search, widest=first), best_of_each, first=first, completes_all=True)
