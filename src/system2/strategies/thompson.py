"""Thompson sampling between a new answer and one to go on from (Inoue et al. 2025, AB-MCTS-A, arXiv:2503.04412)."""

import math
from collections import defaultdict

from system2.strategies.dice import Dice
from system2.strategies.states import State

SEED = 1
"""Thompson sampling draws the same numbers in every run, so that a run can be gone through again."""

PRIOR_MEAN, PRIOR_WEIGHT, PRIOR_VARIANCE = 0.0, 1, 0.1
"""What is believed of scores before any is known, and for how many scores that counts: the authors' own prior."""


class Belief:
    """What is believed of a mean of scores, of which those that were heard are a few: normal-inverse-chi-squared."""

    def __init__(self) -> None:
        self.scores: list[float] = []
        self._weight = PRIOR_WEIGHT
        self._centre = PRIOR_MEAN
        self._spread = PRIOR_WEIGHT * PRIOR_VARIANCE

    def hear(self, score: float) -> None:
        """Take in one more score."""
        self.scores.append(score)
        self._spread += self._weight / (self._weight + 1) * (score - self._centre) ** 2
        self._weight += 1
        self._centre += (score - self._centre) / self._weight

    def drawn_mean(self, dice: Dice) -> float:
        """A mean that the scores may have, by the odds of this belief, which follow Student's t distribution."""
        return self._centre + dice.student(self._weight) * math.sqrt(self._spread) / self._weight


class Answers:
    """The answers so far, and what is believed of every choice between them."""

    def __init__(self, root: State, depth: int) -> None:
        self.states: list[State] = []
        self._root = root
        self._depth = depth
        self._children: defaultdict[State, list[State]] = defaultdict(list)
        self._generated: defaultdict[State, Belief] = defaultdict(Belief)
        """For each state what the scores are of what is generated right below it."""
        self._continued: defaultdict[State, Belief] = defaultdict(Belief)
        """For each state what the scores are of what comes of going on below its children."""
        self._below: defaultdict[State, Belief] = defaultdict(Belief)
        """For each state what the scores are of it and of all that comes below it."""
        self._dice = Dice(SEED)

    def add(self, state: State) -> None:
        """Take in an answer, and back up its score: to the choice that made it and to each one above."""
        self.states.append(state)
        parent = state.parent
        if state.score is None or parent is None:
            return
        self._children[parent].append(state)
        self._generated[parent].hear(state.score)
        self._below[state].hear(state.score)
        while parent.parent is not None:
            self._below[parent].hear(state.score)
            self._continued[parent.parent].hear(state.score)
            parent = parent.parent

    def select(self) -> State:
        """The state below which the next answer is generated."""
        state = self._root
        while state.depth + 1 < self._depth and (children := self._children[state]):
            if self._generated[state].drawn_mean(self._dice) >= self._continued[state].drawn_mean(self._dice):
                break
            state = max(children, key=lambda child: (self._below[child].drawn_mean(self._dice), -child.id))
        return state

    def heard(self, state: State) -> tuple[list[float], list[float], list[float]]:
        """The scores: of what was generated below a state, of going on below its children, of it and all below it."""
        return self._generated[state].scores, self._continued[state].scores, self._below[state].scores
