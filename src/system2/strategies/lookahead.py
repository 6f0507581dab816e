"""Lookahead search: a step is worth what a rollout from it comes to (Snell et al. 2024, arXiv:2408.03314)."""

from system2.core.candidates import Choice
from system2.strategies.bfs import level_by_level
from system2.strategies.searching import tree_search
from system2.strategies.states import State, ranked
from system2.strategies.thoughts import Search, Valued
from system2.strategies.tree import Tree


@tree_search(
    "value each step by rolling some further steps from it",
    source="Snell et al. 2024, arXiv:2408.03314",
    use="when states are hard to value before something has come of them",
    takes=("lookahead", "valuations"),
)
async def lookahead(search: Search) -> Choice:
    """Roll `lookahead` further steps from every new state, value the end, keep the best `beam` states.

    All ends are valued alike, those of finished rollouts too, so that states are ranked on one scale; the judge hears
    a finished rollout besides, as one of the paths to choose from. At most `expansions(search)` states are expanded,
    and each child takes two calls more.
    """

    def best(children: list[State]) -> list[State]:
        return ranked(children)[: search.shape.beam]

    return await level_by_level(RolledTree(search), best)


class RolledTree(Tree):
    """A tree whose states are valued by where a rollout ends, which takes the number after the state's own."""

    stride = 2
    values_paths = True

    async def value(self, state: State) -> Valued:
        """The value of the state that a rollout reaches; one that finishes is a finished path too, and so is judged."""
        rolled = await self.thinker.roll(state.path, state.id + 1)
        if rolled is None:
            return Valued()
        end = self.bear(state, state.id + 1, rolled)
        await self.recognise([end])
        if end.candidate:
            await self.place([end])
            await self.judge(end)
        return await self.thinker.value(end.key, about=end.id)
