"""Procedures side by side."""

from collections import deque
from collections.abc import Iterable
from typing import Generic, TypeVar

from system2.core.actions import Action, Drop
from system2.core.outcomes import Outcome
from system2.core.procedures import Procedure, do, next_outcome

T = TypeVar("T")


class Group(Generic[T]):
    """Child procedures that run at once and hand back their results in the order in which they finish.

    All children start with the first `next`. Each outcome is routed to the child whose action it answers, so groups
    nest, and a child cannot tell whether it is alone. What a child leaves running when it ends is dropped.
    """

    def __init__(self, children: Iterable[Procedure[T]] = ()) -> None:
        self._unstarted = deque(children)
        self._owners: dict[Action, Procedure[T]] = {}
        self._finished: deque[T] = deque()
        self._to_start: list[Action] = []

    def __bool__(self) -> bool:
        """Whether a further result can be had."""
        return bool(self._unstarted or self._owners or self._finished)

    def add(self, child: Procedure[T]) -> None:
        """One more child, started with the next `next`."""
        self._unstarted.append(child)

    async def next(self) -> T:
        """Wait for the next child to finish and return its result."""
        while self._unstarted:
            self._advance(self._unstarted.popleft(), None)
        while not self._finished:
            actions, self._to_start = tuple(self._to_start), []
            outcome = await next_outcome(actions)
            if child := self._owners.pop(outcome.action, None):
                self._advance(child, outcome)
        return self._finished.popleft()

    async def all(self) -> list[T]:
        """Wait for every child and return their results in the order in which they finished."""
        results = []
        while self:
            results.append(await self.next())
        return results

    async def drop(self) -> None:
        """Stop every child that has not finished; their outcomes are no longer wanted."""
        running = tuple(action for action in self._owners if action not in self._to_start)
        for child in (*self._unstarted, *self._owners.values()):
            child.close()
        self._unstarted.clear()
        self._owners.clear()
        self._to_start.clear()
        if running:
            await do(Drop(running))

    def _advance(self, child: Procedure[T], outcome: Outcome | None) -> None:
        try:
            actions = child.send(outcome)
        except StopIteration as end:
            self._finished.append(end.value)
            left_running = tuple(action for action, owner in self._owners.items() if owner is child)
            for action in left_running:
                del self._owners[action]
            if left_running:
                self._to_start.append(Drop(left_running))
        else:
            self._to_start.extend(actions)
            self._owners.update(dict.fromkeys(actions, child))
