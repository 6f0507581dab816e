"""Lookahead search: a step is worth what a rollout from it comes to (Snell et al. 2024, arXiv:2408.03314)."""

from collections.abc import Sequence

from system2.core.candidates import Choice
from system2.core.outcomes import Procedure
from system2.strategies.bfs import level_by_level
from system2.strategies.states import State, ranked
from system2.strategies.thoughts import Search
from system2.strategies.tree import Job, Tree


def lookahead(search: Search) -> Procedure[Choice]:
    """Roll `lookahead` further steps from every new state, score the end, keep the best `beam` states.

    A rollout that reaches a final answer is a finished path and goes to the judge. Of calls at most
    `most_calls(search, rollouts=True)`.
    """

    def best(children: list[State]) -> list[State]:
        return ranked(children)[: search.shape.beam]

    return (yield from level_by_level(RolledTree(search), best))


class RolledTree(Tree):
    """A tree whose states are valued by where a rollout ends, which takes the number after the state's own."""

    stride = 2
    values_may_finish = True

    def assess(self, states: Sequence[State]) -> list[Job]:
        """Each rollout is scored by itself: they are too long to be shown side by side for a vote."""
        return [self.score(state) for state in states]

    def value(self, state: State) -> Procedure[float | None]:
        """The verdict on a rollout that finishes, else the value of the state that it reaches."""
        rolled = yield from self.thinker.roll(state.path, state.id + 1)
        if rolled is None:
            return None
        end = self.bear(state, state.id + 1, rolled)
        if end.candidate is None:
            return (yield from self.thinker.value(end.key, "value_state"))
        yield from self.place([end])
        yield from self.judge(end)
        return end.score
