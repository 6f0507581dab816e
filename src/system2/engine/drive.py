"""Driving a procedure: start what it asks for, hand back what comes, stop what it leaves."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from typing import TypeVar

from system2.core.actions import Action, Ask, Check, Drop, Note, Sample
from system2.core.events import Event
from system2.core.outcomes import Done, Outcome, Procedure, Refused

T = TypeVar("T")
Perform = Callable[[Sample | Ask | Check], Awaitable[Outcome]]
Publish = Callable[[Event], None]

INTERRUPTED = "interrupted"


class Driver:
    """Runs one procedure on the event loop.

    `perform` does one action that costs and never raises for trouble that is expected; `publish` tells watchers.
    """

    def __init__(self, perform: Perform, publish: Publish) -> None:
        self._perform = perform
        self._publish = publish
        self._running: dict[Action, asyncio.Task[Outcome]] = {}
        self._leaving: set[asyncio.Task[Outcome]] = set()
        self._landed: asyncio.Queue[Action] = asyncio.Queue()
        self._ready: deque[Outcome] = deque()
        self._halted = ""

    async def drive(self, procedure: Procedure[T]) -> T:
        """The procedure's result. Everything that it left running has been stopped and settled by then."""
        outcome: Outcome | None = None
        try:
            while True:
                try:
                    actions = procedure.send(outcome)
                except StopIteration as end:
                    return end.value  # type: ignore[no-any-return]
                for action in actions:
                    self._start(action)
                outcome = self._ready.popleft() if self._ready else await self._next_landed()
        finally:
            self._cancel(tuple(self._running))
            for left in await asyncio.gather(*self._leaving, return_exceptions=True):
                if isinstance(left, Exception):  # not a cancellation, which is what was asked for
                    raise left

    @property
    def halted(self) -> bool:
        """Whether the run was ended from outside."""
        return bool(self._halted)

    def halt(self, reason: str = INTERRUPTED) -> None:
        """Refuse everything that is running or still to come, so that the procedure ends with its best so far."""
        self._halted = reason
        for task in self._running.values():
            task.cancel()

    def _start(self, action: Action) -> None:
        match action:
            case Note(decision):
                self._publish(decision)
                self._ready.append(Done(action))
            case Drop(actions):
                self._cancel(actions)
                self._ready.append(Done(action))
            case _ if self._halted:
                self._ready.append(Refused(action, self._halted))
            case _:
                task = asyncio.ensure_future(self._perform(action))
                self._running[action] = task
                task.add_done_callback(lambda _: self._landed.put_nowait(action))

    def _cancel(self, actions: tuple[Action, ...]) -> None:
        self._ready = deque(outcome for outcome in self._ready if outcome.action not in actions)
        for action in actions:
            if task := self._running.pop(action, None):
                task.cancel()
                self._leaving.add(task)

    async def _next_landed(self) -> Outcome:
        if not self._running:
            raise RuntimeError("the procedure waits, but it has started nothing that could come back")
        while True:
            action = await self._landed.get()
            if task := self._running.pop(action, None):  # a dropped action may still land: nobody waits for it
                return Refused(action, self._halted) if task.cancelled() else task.result()  # type: ignore[arg-type]
