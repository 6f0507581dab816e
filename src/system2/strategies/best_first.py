"""Best-first search with a bonus for what was visited seldom: a Monte Carlo search that backs up maxima, not means."""

import math
from collections import Counter
from collections.abc import Sequence

from system2.core.candidates import Choice
from system2.strategies.conclusion import conclude
from system2.strategies.descent import Descent
from system2.strategies.searching import tree_search
from system2.strategies.states import State, ranked
from system2.strategies.thoughts import Search
from system2.strategies.tree import Tree

EXPLORATION = 0.5
"""How much a state that was visited seldom gains over one that was visited often; values are 0 to 1."""

PROMISING = 0.5
"""It goes on from the best child only while that is valued at least so."""


@tree_search(
    "follow the best path anywhere in the tree, with a bonus for what was neglected",
    source="ours, after Kocsis and Szepesvári 2006",
    use="puzzles where one good path is enough, with few calls",
    name="best-first",
    takes=("value", "valuations"),
)
async def best_first(search: Search) -> Choice:
    """Select a state by its bound, go on from it by the best child of each expansion, tell the states above; again.

    One state is expanded at a time, and all children of it are valued at once: so the tree does not depend on the order
    in which replies come in. At most `expansions(search)` states are expanded.
    """
    tree = Tree(search)
    statistics = Statistics(tree.root, search.shape.depth)
    while tree.may_grow and (state := statistics.select()):
        while True:
            children = await tree.grow([state])
            statistics.expand(state, children)
            best = next((child for child in ranked(children) if statistics.is_open(child)), None)
            if best is None or (best.score or 0) < PROMISING or not tree.may_grow:
                break
            state = best
    return await conclude(tree)


class Statistics(Descent):
    """Visits and worth of states; a state is worth what its best open descendant is, for one good path is enough."""

    def __init__(self, root: State, depth: int) -> None:
        super().__init__(root, depth)
        self._visits: Counter[State] = Counter({root: 1})

    def expand(self, state: State, children: Sequence[State]) -> None:
        """Take in the children of a state; it was visited, and so were all on the way to it."""
        super().expand(state, children)
        self._visits.update(children)
        self._visits.update([self.root, *state.lineage])

    def bound(self, child: State, parent: State) -> float:
        """The upper confidence bound, around its worth."""
        return self._worth(child) + EXPLORATION * math.sqrt(math.log(self._visits[parent]) / self._visits[child])

    def _worth(self, state: State) -> float:
        if state in self.children:
            return max(map(self._worth, filter(self.is_open, self.children[state])), default=0.0)
        return state.score or 0.0
