"""Tree of thoughts, depth first, with pruning and backtracking (Yao et al. 2023, arXiv:2305.10601, algorithm 2)."""

from system2.core.candidates import Choice
from system2.strategies.conclusion import conclude
from system2.strategies.searching import tree_search
from system2.strategies.states import ranked
from system2.strategies.thoughts import Search
from system2.strategies.tree import Tree

PROMISING = 0.5
"""What is not valued above this is pruned: the threshold of algorithm 2."""


@tree_search(
    "tree of thoughts: follow the best step, prune, turn back",
    source="Yao et al. 2023, arXiv:2305.10601",
    use="the same with fewer calls, where finished paths can be checked",
    takes=("value", "valuations"),
    valuations=3,
)
async def dfs(search: Search) -> Choice:
    """Go on from the best child until a path ends; then back to the next best that was left behind.

    What was pruned is never opened again. It ends once nothing promising is left, or `expansions(search)` states are
    expanded, which is what breadth-first search with the same beam and depth may expand.
    """
    tree = Tree(search)
    waiting = [tree.root]
    while tree.may_grow and waiting:
        children = ranked(await tree.grow([waiting.pop()]))
        promising = [child for child in children if (child.score or 0) > PROMISING]
        await tree.keep(promising, children, over=f"its value is not above {PROMISING}")
        waiting += [child for child in reversed(promising) if child.depth < search.shape.depth]
    return await conclude(tree)
