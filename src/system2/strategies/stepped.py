"""A tree whose states are scored by the steps that lead to them (Lightman et al. 2024; Snell et al. 2024)."""

from system2.strategies.states import State
from system2.strategies.thoughts import Valued
from system2.strategies.tree import Tree


class SteppedTree(Tree):
    """Every path is scored whole, all its steps in one call, and a state's score is made of the scores of its steps."""

    values_paths = True

    async def value(self, state: State) -> Valued:
        """The score of the path so far, with the critique of its steps; none where it could not be had."""
        found = await self.search.step_judge.assess(self.search.problem, state.path_steps, state.id)
        if isinstance(found, str):
            return Valued(reason=found)
        state.steps = found.steps
        return Valued(found.score, found.critique)
