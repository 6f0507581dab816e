"""Monte Carlo tree search: UCT over reasoning steps (Kocsis and Szepesvári 2006; LATS, Zhou et al. 2024)."""

import math
from collections import Counter, defaultdict
from collections.abc import Sequence

from system2.core.candidates import Choice
from system2.strategies.conclusion import conclude
from system2.strategies.descent import Descent
from system2.strategies.searching import tree_search
from system2.strategies.states import State, ranked
from system2.strategies.thoughts import Search
from system2.strategies.tree import Tree, expansions

DEAD_END = 0.0
"""What a simulation is worth that leads nowhere."""


@tree_search(
    "Monte Carlo tree search: UCT over steps, means backed up",
    source="Zhou et al. 2024, arXiv:2310.04406",
    use="when values mislead: what disappoints is left for what was neglected",
    takes=("value", "valuations", "simulations", "exploration", "evaluate"),
)
async def mcts(search: Search) -> Choice:
    """Select a state by UCT, expand it, evaluate where its best step leads, and back that up; again and again.

    One simulation runs at a time, and values all children of the state that it expands at once. A path that finishes
    backs up its verdict. There are `simulations` of them, or as many as `expansions(search)`.
    """
    tree = Tree(search)
    statistics = Statistics(tree.root, search.shape.depth, search.shape.exploration)
    for _ in range(search.shape.simulations or expansions(search)):
        state = statistics.select()
        if state is None or tree.is_over:
            break
        children = ranked(await tree.grow([state]))
        statistics.expand(state, children)
        finished = [child.score for child in tree.finished if child.parent is state]
        await evaluate(tree, statistics, state, children, finished)
    return await conclude(tree)


async def evaluate(
    tree: Tree, statistics: "Statistics", state: State, children: Sequence[State], verdicts: Sequence[float | None]
) -> None:
    """Back up what was found below a state: each verdict, and the value of its best child or a rollout's verdict."""
    for verdict in verdicts:
        statistics.back_up(state, verdict or DEAD_END)
    if children and tree.search.shape.evaluate == "rollout" and not tree.is_over:
        number = tree.next_number
        tree.next_number += 1
        end = await tree.complete(children[0], number)
        statistics.back_up(children[0], (end.score if end else None) or DEAD_END)
    elif children:
        statistics.back_up(state, children[0].score or DEAD_END)
    elif not verdicts:
        statistics.back_up(state, DEAD_END)


class Statistics(Descent):
    """How often each state was visited, and the sum of what was backed up to it.

    A child counts as visited once, with its own value, from the start: UCT on its own would visit each of them before
    it goes deeper anywhere.
    """

    def __init__(self, root: State, depth: int, exploration: float) -> None:
        super().__init__(root, depth)
        self._exploration = exploration
        self._visits: Counter[State] = Counter()
        self._sums: defaultdict[State, float] = defaultdict(float)

    def expand(self, state: State, children: Sequence[State]) -> None:
        """Take in the children of a state, each with its value."""
        super().expand(state, children)
        for child in children:
            self._visits[child] = 1
            self._sums[child] = child.score or 0.0

    def back_up(self, state: State, worth: float) -> None:
        """Count what a simulation came to for a state and for all on the way to it."""
        for visited in (self.root, *state.lineage):
            self._visits[visited] += 1
            self._sums[visited] += worth

    def mean(self, state: State) -> float:
        """The mean of what was backed up to a state."""
        return self._sums[state] / self._visits[state]

    def bound(self, child: State, parent: State) -> float:
        """UCB1's upper confidence bound."""
        return self.mean(child) + self._exploration * math.sqrt(math.log(self._visits[parent]) / self._visits[child])
