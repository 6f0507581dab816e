"""The runs under way behind the doors: each one's events, its end, and the end of all of them."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import aclosing, asynccontextmanager
from typing import Any

from system2.core.events import Event
from system2.doors.names import Asking
from system2.doors.troubles import KINDS, Trouble
from system2.engine.result import Result
from system2.errors import ExitCode
from system2.library import events

Receive = Callable[[], Any]
"""How an ASGI server hands over what comes from the client."""

LONGEST_RUN = 600.0
"""Seconds after which a run is stopped, whatever it waits for."""

STOPPED = "The run was stopped before its end, and what it had sent is booked."


class Run:
    """One run, which goes on whether anybody listens or not, until its end or until it is stopped."""

    def __init__(self, ask: Asking, question: str, asked: Mapping[str, Any]) -> None:
        self._arrived: asyncio.Queue[Event | None] = asyncio.Queue()
        self.task = asyncio.create_task(self._follow(ask, question, asked))
        self.task.add_done_callback(lambda _: self._arrived.put_nowait(None))

    def stop(self) -> None:
        """End it early: its calls are stopped, and booked."""
        self.task.cancel()

    async def events(self) -> AsyncIterator[Event]:
        """What happens, until it is over."""
        while event := await self._arrived.get():
            yield event

    async def result(self) -> Result:
        """What it came to. Raises `Trouble` where it was stopped, and `System2Error` where it could not begin."""
        await asyncio.wait((self.task,))
        if self.task.cancelled():
            raise Trouble(*KINDS[ExitCode.INTERRUPTED], STOPPED)
        return self.task.result()

    async def _follow(self, ask: Asking, question: str, asked: Mapping[str, Any]) -> Result:
        async with aclosing(events(ask, question, **asked)) as happening:
            async for each in happening:
                if isinstance(each, Result):
                    return each
                self._arrived.put_nowait(each)
        raise AssertionError("a run ends with its result")


class Runs:
    """All runs under way, `most` at a time and each for so many `seconds`; `tell` hears a line of each that is over."""

    def __init__(self, most: int, tell: Callable[[str], object], seconds: float = LONGEST_RUN) -> None:
        self._most = most
        self._seconds = seconds
        self._tell = tell
        self._under_way: set[Run] = set()

    def begin(self, name: str, ask: Asking, question: str, asked: Mapping[str, Any]) -> Run:
        """Begin a run, under this name in the log. Raises `Trouble` where there are as many as there may be."""
        if len(self._under_way) >= self._most:
            raise Trouble(
                429, "rate_limit_exceeded", "busy", f"{self._most} runs are under way: ask again in a moment."
            )
        run = Run(ask, question, asked)
        self._under_way.add(run)
        clock = asyncio.get_running_loop().call_later(self._seconds, run.stop)
        run.task.add_done_callback(lambda _: self._over(name, run, clock))
        return run

    def stop(self) -> None:
        """Stop all of them."""
        for run in self._under_way:
            run.stop()

    async def close(self) -> None:
        """Stop all of them, and wait until the last is booked."""
        self.stop()
        while self._under_way:
            await asyncio.wait([run.task for run in self._under_way])

    def _over(self, name: str, run: Run, clock: asyncio.TimerHandle) -> None:
        clock.cancel()
        self._under_way.discard(run)
        self._tell(f"{name}: {_in_short(run.task)}")


@asynccontextmanager
async def attended(receive: Receive, run: Run) -> AsyncIterator[None]:
    """Stop the run where the client hangs up during the body of a `with`."""

    async def attend() -> None:
        while (await receive())["type"] != "http.disconnect":
            pass
        run.stop()

    attending = asyncio.create_task(attend())
    try:
        yield
    finally:
        attending.cancel()


def _in_short(task: "asyncio.Task[Result]") -> str:
    """How a run ended, in a line of a log."""
    if task.cancelled():
        return "stopped"
    if error := task.exception():
        return str(error)
    result = task.result()
    cost = "?" if result.cost_usd is None else f"${result.cost_usd:f}"
    return f"{result.trouble or 'answered'} ({cost}, {result.seconds:.1f} s, run {result.run})"
