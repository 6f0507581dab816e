"""Driving a procedure: start what it asks for, hand back what comes, stop what it leaves."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from typing import TypeVar

from system2.core.actions import Action, Ask, Check, Drop, Note, Sample
from system2.core.events import Watcher
from system2.core.outcomes import Done, Outcome, Refused
from system2.core.procedures import Procedure
from system2.engine.replay import Replay
from system2.engine.undisturbed import undisturbed
from system2.store.trace import Arrival

T = TypeVar("T")
Perform = Callable[[Sample | Ask | Check], Awaitable[Outcome]]
Record = Callable[[int, int, Outcome], None]
"""Told of each outcome that is handed to the procedure: its place, its action's number and itself."""

INTERRUPTED = "interrupted"
LATE = "the deadline has come"


class Driver:
    """Runs one procedure on the event loop.

    `perform` does one action that costs and never raises for trouble that is expected; `publish` tells watchers;
    `record` is told of each outcome. With `recorded` outcomes of an earlier run of the same procedure, these are fed
    back first, and only what they leave unanswered is performed. `cancelled`: the task that drives was cancelled.
    """

    def __init__(
        self,
        perform: Perform,
        publish: Watcher,
        *,
        record: Record = lambda place, number, outcome: None,
        recorded: Sequence[Arrival] = (),
    ) -> None:
        self._perform = perform
        self._publish = publish
        self._record = record
        self._replay = Replay(recorded)
        self._numbers: dict[Action, int] = {}
        self._running: dict[Action, asyncio.Task[Outcome]] = {}
        self._leaving: set[asyncio.Task[Outcome]] = set()
        self._landed: asyncio.Queue[Action] = asyncio.Queue()
        self._ready: deque[Outcome] = deque()
        self._halted = ""
        self.cancelled = False

    async def drive(self, procedure: Procedure[T]) -> T:
        """The procedure's result. Everything that it left running has been stopped and settled by then."""
        outcome: Outcome | None = None
        place = 0
        try:
            while True:
                try:
                    actions = procedure.send(outcome)
                except StopIteration as end:
                    return end.value  # type: ignore[no-any-return]
                for action in actions:
                    self._numbers[action] = len(self._numbers)
                    self._begin(action)
                outcome = await self._next()
                self._record(place, self._numbers[outcome.action], outcome)
                place += 1
        finally:
            procedure.close()
            self._cancel(tuple(self._running))
            ends, _ = await undisturbed(asyncio.gather(*self._leaving, return_exceptions=True))
            for left in ends:
                if isinstance(left, Exception):  # not a cancellation, which is what was asked for
                    raise left

    @property
    def halted(self) -> str:
        """Why the run was ended from outside, by `halt` or by cancelling the task that drives; empty if it was not."""
        return self._halted

    def halt(self, reason: str = INTERRUPTED) -> None:
        """Refuse everything that is running or still to come, so that the procedure ends with its best so far."""
        self._halted = self._halted or reason
        for task in self._running.values():
            task.cancel()

    def _begin(self, action: Action) -> None:
        if isinstance(action, Note):
            self._publish(action.decision)
        if self._replay:
            self._replay.hold(self._numbers[action], action)
        else:
            self._start(action)

    def _start(self, action: Action) -> None:
        match action:
            case Note():
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

    async def _next(self) -> Outcome:
        if self._replay:
            return self._replay.next()
        for action in self._replay.release():
            self._start(action)
        return self._ready.popleft() if self._ready else await self._next_landed()

    async def _next_landed(self) -> Outcome:
        if not self._running:
            raise RuntimeError("the procedure waits, but it has started nothing that could come back")
        while True:
            try:
                action = await self._landed.get()
            except asyncio.CancelledError:
                if self.cancelled:
                    raise
                self.cancelled = True
                self.halt()
                continue
            if task := self._running.pop(action, None):  # a dropped action may still land: nobody waits for it
                return Refused(action, self._halted) if task.cancelled() else task.result()  # type: ignore[arg-type]
