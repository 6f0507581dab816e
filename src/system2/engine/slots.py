"""How many calls run at once, and which goes first."""

import asyncio
import heapq
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from itertools import count


class Slots:
    """At most `size` holders at a time. Urgent ones go first: a verdict frees money, a further sample ties it up."""

    def __init__(self, size: int) -> None:
        self._free = size
        self._waiting: list[tuple[bool, int, asyncio.Future[None]]] = []
        self._arrivals = count()
        self._spare = asyncio.Event()
        self._spare.set()

    async def spare(self) -> None:
        """Wait until a slot is free that nobody waits for."""
        await self._spare.wait()

    @asynccontextmanager
    async def hold(self, *, urgent: bool = False) -> AsyncIterator[Callable[[], None]]:
        """One slot for as long as the context lasts, or until what it hands out is called."""
        await self._take(urgent)
        held = True

        def give_back() -> None:
            nonlocal held
            if held:
                held = False
                self._give()

        try:
            yield give_back
        finally:
            give_back()

    async def _take(self, urgent: bool) -> None:
        if self._free:
            self._free -= 1
            if not self._free:
                self._spare.clear()
            return
        turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        heapq.heappush(self._waiting, (not urgent, next(self._arrivals), turn))
        try:
            await turn
        except asyncio.CancelledError:
            if turn.done() and not turn.cancelled():  # the slot was handed over just as we were cancelled
                self._give()
            raise

    def _give(self) -> None:
        while self._waiting:
            turn = heapq.heappop(self._waiting)[2]
            if not turn.done():
                turn.set_result(None)
                return
        self._free += 1
        self._spare.set()
