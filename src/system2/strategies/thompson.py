"""Thompson sampling between a new answer and one to go on from (Inoue et al. 2025, AB-MCTS-A, arXiv:2503.04412)."""

import math
from collections import defaultdict
from collections.abc import Sequence

from system2.strategies.dice import Dice
from system2.strategies.states import State

SEED = 1
"""Thompson sampling draws the same numbers in every run, so that a run can be gone through again."""

PRIOR_MEAN, PRIOR_WEIGHT, PRIOR_VARIANCE = 0.0, 1, 0.1
"""What is believed of scores before any is known, and for how many scores that counts: the authors' own prior."""


class Answers:
    """The answers so far, and what is known of every choice between them."""

    def __init__(self, root: State, depth: int) -> None:
        self.states: list[State] = []
        self._root = root
        self._depth = depth
        self._children: defaultdict[State, list[State]] = defaultdict(list)
        self._generated: defaultdict[State, list[float]] = defaultdict(list)
        """For each state the scores of what was generated right below it."""
        self._continued: defaultdict[State, list[float]] = defaultdict(list)
        """For each state the scores of what came of going on below its children."""
        self._below: defaultdict[State, list[float]] = defaultdict(list)
        """For each state its own score, and those of all that came below it."""
        self._dice = Dice(SEED)

    def add(self, state: State) -> None:
        """Take in an answer, and back up its score: to the choice that made it and to each one above."""
        self.states.append(state)
        parent = state.parent
        if state.score is None or parent is None:
            return
        self._children[parent].append(state)
        self._generated[parent].append(state.score)
        self._below[state].append(state.score)
        while parent.parent is not None:
            self._below[parent].append(state.score)
            self._continued[parent.parent].append(state.score)
            parent = parent.parent

    def select(self) -> State:
        """The state below which the next answer is generated."""
        state = self._root
        while children := [child for child in self._children[state] if child.depth < self._depth]:
            if self._drawn(self._generated[state]) >= self._drawn(self._continued[state]):
                break
            state = max(children, key=lambda child: (self._drawn(self._below[child]), -child.id))
        return state

    def told(self, state: State) -> tuple[list[float], list[float], list[float]]:
        """What is known: of generating below a state, of going on below its children, of it and all below it."""
        return self._generated[state], self._continued[state], self._below[state]

    def _drawn(self, scores: Sequence[float]) -> float:
        return drawn_mean(scores, self._dice)


def drawn_mean(scores: Sequence[float], dice: Dice) -> float:
    """A mean that these scores may have, drawn from what is believed of it after them.

    The belief is that about a normal distribution of unknown variance: normal-inverse-chi-squared.
    """
    count = len(scores)
    weight, mean = PRIOR_WEIGHT + count, (math.fsum(scores) / count if count else PRIOR_MEAN)
    spread = math.fsum((score - mean) ** 2 for score in scores)
    shift = PRIOR_WEIGHT * count / weight * (mean - PRIOR_MEAN) ** 2
    variance = (PRIOR_WEIGHT * PRIOR_VARIANCE + spread + shift) / dice.chi_squared(weight)
    centre = (PRIOR_WEIGHT * PRIOR_MEAN + count * mean) / weight
    return centre + dice.normal() * math.sqrt(variance / weight)
