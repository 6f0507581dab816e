"""Putting results back into the order of their questions."""

from collections.abc import Callable
from typing import Generic, TypeVar

T = TypeVar("T")


class InOrder(Generic[T]):
    """Hands on what is put in by number, from 0, each as soon as all before it have come; None is passed over."""

    def __init__(self, hand_on: Callable[[T], None]) -> None:
        self._hand_on = hand_on
        self._waiting: dict[int, T | None] = {}
        self.next = 0

    def put(self, number: int, item: T | None) -> None:
        """The item of this number has come, or is known never to come."""
        self._waiting[number] = item
        while self.next in self._waiting:
            ready = self._waiting.pop(self.next)
            self.next += 1
            if ready is not None:
                self._hand_on(ready)
