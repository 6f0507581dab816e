"""Tree of thoughts, breadth first (Yao et al. 2023, arXiv:2305.10601, algorithm 1)."""

from collections.abc import Callable

from system2.core.candidates import Choice
from system2.core.decisions import Remark
from system2.core.procedures import note
from system2.strategies.conclusion import conclude
from system2.strategies.searching import tree_search
from system2.strategies.states import State, ranked
from system2.strategies.thoughts import Search
from system2.strategies.tree import Tree


@tree_search(
    "tree of thoughts: propose steps, value states, keep the best of each level",
    source="Yao et al. 2023, arXiv:2305.10601",
    use="puzzles and plans whose states can be valued half-way",
    takes=("value", "valuations"),
    valuations=3,
)
async def bfs(search: Search) -> Choice:
    """Propose next steps for every kept state, value each, keep the best `beam`, `depth` times over.

    At most `expansions(search)` states are expanded.
    """

    def best(children: list[State]) -> list[State]:
        return ranked(children)[: search.shape.beam]

    return await level_by_level(Tree(search), best)


async def level_by_level(
    tree: Tree, select: Callable[[list[State]], list[State]], *, first: int = 0, completes_all: bool = False
) -> Choice:
    """Expand all states that were selected on one level at once, then select among their children.

    `first` is how many first steps there are, where these are not as many as those of any other state. Where a search
    `completes_all`, every path that it kept to the end is completed.
    """
    depth, frontier = tree.search.shape.depth, [tree.root]
    for level in range(1, depth + 1):
        children = await tree.grow(frontier, [first] if first and level == 1 else ())
        if tree.is_over:
            break
        frontier = await tree.keep(select(children), children)
        await note(Remark(f"level {level} of {depth}: {len(frontier)} of {len(children)} states kept"))
        if not frontier:
            break
    return await conclude(tree, frontier if completes_all else ())
