"""Going through a procedure with outcomes that are there at once: without an event loop, and nobody is called."""

from collections import deque
from collections.abc import Callable
from typing import TypeVar

from system2.core.actions import Action, Ask, Check, Drop, Note, Sample
from system2.core.outcomes import Done, Outcome
from system2.core.procedures import Procedure

T = TypeVar("T")


class StuckError(Exception):
    """A procedure cannot be gone through to its end."""


def first(running: int) -> int:
    """Actions end in the order in which they were begun."""
    return 0


def play(
    procedure: Procedure[T],
    answer: Callable[[Sample | Ask | Check], Outcome],
    *,
    pick: Callable[[int], int] = first,
    watch: Callable[[Action], None] = lambda action: None,
) -> T:
    """What the procedure returns.

    `answer` gives the outcome of an action that costs when it is its turn to end, `pick` says whose turn it is among so
    many, counted from 0 in the order in which they were begun. `watch` is told of every action as it begins. As on the
    event loop, what needs no call is done before the next call ends.

    Raises:
        StuckError: the procedure waits though nothing is running, or for something that is no action.
    """
    done: deque[Outcome] = deque()
    running: list[Sample | Ask | Check] = []
    outcome: Outcome | None = None
    while True:
        try:
            actions = procedure.send(outcome)
        except StopIteration as end:
            result: T = end.value
            return result
        if not isinstance(actions, tuple):
            raise StuckError(f"it waits for {actions!r}, which is no action")
        for action in actions:
            watch(action)
            match action:
                case Note():
                    done.append(Done(action))
                case Drop(dropped):
                    running = [each for each in running if each not in dropped]
                    done.append(Done(action))
                case _:
                    running.append(action)
        if not done and not running:
            raise StuckError("it waits, but it has started nothing that could come back")
        outcome = done.popleft() if done else answer(running.pop(pick(len(running))))
