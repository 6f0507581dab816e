"""Tree of thoughts, depth first, with pruning and backtracking (Yao et al. 2023, arXiv:2305.10601, algorithm 2)."""

from system2.core.candidates import Choice
from system2.strategies.conclusion import conclude
from system2.strategies.searching import tree_search
from system2.strategies.states import State, ranked
from system2.strategies.thoughts import Search
from system2.strategies.tree import Tree

PROMISING = 0.5
"""What is valued below this, or not at all, is pruned."""


@tree_search(
    "tree of thoughts: follow the best step, prune, turn back",
    source="Yao et al. 2023, arXiv:2305.10601",
    use="the same with fewer calls, where finished paths can be checked",
    takes=("value",),
)
async def dfs(search: Search) -> Choice:
    """Go on from the best child until a path ends; then back to the next best that was left behind.

    Once nothing promising is left, the best of what was pruned gets another chance, until `expansions(search)` states
    are expanded, which is what breadth-first search with the same beam and depth may expand.
    """
    tree = Tree(search)
    waiting, pruned = [tree.root], list[State]()
    while tree.may_grow and (waiting or pruned):
        if not waiting:
            waiting = [pruned.pop(0)]
            await tree.keep(waiting, waiting)
        children = await tree.grow([waiting.pop()])
        children = [child for child in ranked(children) if child.depth < search.shape.depth]
        promising = await tree.keep([child for child in children if (child.score or 0) >= PROMISING], children)
        waiting += reversed(promising)
        pruned = ranked([*pruned, *(child for child in children if child not in promising)])
    return await conclude(tree)
