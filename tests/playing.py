"""Playing a procedure without an event loop: a loop that answers its actions in any order."""

from collections.abc import Callable
from typing import Any

from system2.core.actions import Action, Drop, Note
from system2.core.decisions import Decision
from system2.core.outcomes import Done, Outcome
from system2.core.procedures import Procedure

Pick = Callable[[list[Action]], int]


class Play:
    """One performance: `answer` gives the outcome of an action, `pick` which of the pending ones comes in next."""

    def __init__(self, answer: Callable[[Any], Outcome], pick: Pick = lambda pending: 0) -> None:
        self.answer = answer
        self.pick = pick
        self.pending: list[Action] = []
        self.started: list[Action] = []
        self.dropped: list[Action] = []
        self.decisions: list[Decision] = []

    def __call__(self, procedure: Procedure[Any]) -> Any:
        """The procedure's result."""
        outcome: Outcome | None = None
        while True:
            try:
                actions = procedure.send(outcome)
            except StopIteration as end:
                return end.value
            for action in actions:
                self.start(action)
            assert self.pending, "the procedure waits for nothing"
            outcome = self.deliver()

    def start(self, action: Action) -> None:
        assert action not in self.pending, "the same action was started twice"
        self.pending.append(action)
        self.started.append(action)
        if isinstance(action, Drop):
            self.dropped.extend(action.actions)
            self.pending = [other for other in self.pending if other not in action.actions]

    def deliver(self) -> Outcome:
        urgent = [action for action in self.pending if isinstance(action, Note | Drop)]
        action = urgent[0] if urgent else self.pending[self.pick(self.pending)]
        self.pending.remove(action)
        if isinstance(action, Note):
            self.decisions.append(action.decision)
        return Done(action) if isinstance(action, Note | Drop) else self.answer(action)

    def paid(self) -> list[Action]:
        """The actions that cost something."""
        return [action for action in self.started if not isinstance(action, Note | Drop)]
