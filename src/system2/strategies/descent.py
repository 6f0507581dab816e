"""The way down a tree to the state that is expanded next, as Monte Carlo searches go it."""

from abc import ABC, abstractmethod
from collections.abc import Sequence

from system2.strategies.states import State


class Descent(ABC):
    """The expanded part of a tree: `root`, and the `children` of each state in it, no deeper than `depth` steps."""

    def __init__(self, root: State, depth: int) -> None:
        self.root = root
        self.children: dict[State, Sequence[State]] = {}
        self._depth = depth

    def expand(self, state: State, children: Sequence[State]) -> None:
        """Take in the children of a state."""
        self.children[state] = children

    def is_open(self, state: State) -> bool:
        """Whether anything at the state or below it is still to be expanded."""
        if state in self.children:
            return any(map(self.is_open, self.children[state]))
        return state.depth < self._depth

    def select(self) -> State | None:
        """From the root down the open child of highest bound, ties to the lower number; None where none is open."""
        state = self.root
        if not self.is_open(state):
            return None
        while state in self.children:
            children = filter(self.is_open, self.children[state])
            state = max(children, key=lambda child: (self.bound(child, state), -child.id))
        return state

    @abstractmethod
    def bound(self, child: State, parent: State) -> float:
        """How much a child may be worth that stays uncertain."""
