"""Lookahead search: a step is worth what a rollout from it comes to (Snell et al. 2024, arXiv:2408.03314)."""

from system2.core.candidates import Choice
from system2.strategies.bfs import level_by_level
from system2.strategies.searching import tree_search
from system2.strategies.states import State, ranked
from system2.strategies.thoughts import Search
from system2.strategies.tree import Tree


@tree_search(
    "value each step by rolling some further steps from it",
    source="Snell et al. 2024, arXiv:2408.03314",
    use="when states are hard to value before something has come of them",
    takes=("lookahead",),
)
async def lookahead(search: Search) -> Choice:
    """Roll `lookahead` further steps from every new state, score the end, keep the best `beam` states.

    A rollout that reaches a final answer is a finished path and goes to the judge. At most `expansions(search)` states
    are expanded, and each child takes one call more.
    """

    def best(children: list[State]) -> list[State]:
        return ranked(children)[: search.shape.beam]

    return await level_by_level(RolledTree(search), best)


class RolledTree(Tree):
    """A tree whose states are valued by where a rollout ends, which takes the number after the state's own."""

    stride = 2
    values_late = True  # of equal states the first by number is rolled, for what comes of it depends on its path

    async def value(self, state: State) -> float | None:
        """The verdict on a rollout that finishes, else the value of the state that it reaches."""
        rolled = await self.thinker.roll(state.path, state.id + 1)
        if rolled is None:
            return None
        end = self.bear(state, state.id + 1, rolled)
        if end.candidate is None:
            return await self.thinker.value(end.key, "value_state", about=state.id)
        await self.place([end])
        await self.judge(end)
        return end.score
