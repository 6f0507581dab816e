"""The purse, for the event loop: every payment happens on one thread of its own, and none is left half done."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from system2.core.calls import Call
from system2.core.events import CapLeft
from system2.engine.together import Together
from system2.spend.purse import Purse, Refusal, Reserved, Wait, Wish

T = TypeVar("T")

WHEN = {"daily": "today", "weekly": "this week", "monthly": "this month", "run": "for this run"}

LOOK_AGAIN = 0.1
"""Seconds after which money that other processes held may have been settled."""


class Cashier:
    """Reserves and settles through a `Purse`."""

    def __init__(self, purse: Purse) -> None:
        self._purse = purse
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="cashier")
        self._settled = asyncio.Event()
        # Together, because each takes a lock that all processes share, and settling an fsync besides.
        self._reserving = Together(self._thread, self._reserve)
        self._settling = Together(self._thread, self._settle)
        self._releasing = Together(self._thread, self._release)

    async def reserve(self, *wishes: Wish) -> Reserved | Wait | Refusal:
        """All of these wishes or none; taken back where the caller is cancelled meanwhile."""
        reserving = self._reserving(wishes)
        try:
            return await asyncio.shield(reserving)
        except asyncio.CancelledError:
            if isinstance(await reserving, Reserved):
                for wish in wishes:
                    await self.release(wish.id)
            raise

    async def settle(self, call: Call) -> None:
        """Write the call to the ledger, come what may."""
        await _to_the_end(self._settling(call))
        self._settled.set()

    async def release(self, call_id: str) -> None:
        """Give back what was reserved for a call that was never sent."""
        await _to_the_end(self._releasing(call_id))
        self._settled.set()

    async def tightest_cap(self) -> CapLeft | None:
        """The cap of which the least is left, None where there is none."""
        standing = await self._on_thread(self._purse.left)
        return CapLeft(standing.left, standing.cap.limit, WHEN[standing.cap.period]) if standing else None

    async def change(self) -> None:
        """Wait until money may have come free, here or in another process."""
        self._settled.clear()
        try:
            async with asyncio.timeout(LOOK_AGAIN):
                await self._settled.wait()
        except TimeoutError:
            pass

    async def close(self) -> None:
        """Release what was reserved and never used."""
        await _to_the_end(self._on_thread(self._purse.close))
        self._thread.shutdown()

    def _reserve(self, orders: Sequence[tuple[Wish, ...]]) -> Sequence[Reserved | Wait | Refusal]:
        return self._purse.reserve_each(orders)

    def _settle(self, calls: Sequence[Call]) -> Sequence[None]:
        self._purse.settle(*calls)
        return [None] * len(calls)

    def _release(self, call_ids: Sequence[str]) -> Sequence[None]:
        self._purse.release(*call_ids)
        return [None] * len(call_ids)

    def _on_thread(self, work: Callable[[], T]) -> Awaitable[T]:
        return asyncio.get_running_loop().run_in_executor(self._thread, work)


async def _to_the_end(work: Awaitable[T]) -> T:
    """Wait for work that must not be abandoned, even when the waiting task is cancelled."""
    future = asyncio.ensure_future(work)
    try:
        return await asyncio.shield(future)
    except asyncio.CancelledError:
        await asyncio.wait((future,))
        future.result()  # a ledger that cannot be written is worse news than the cancellation
        raise
