"""The purse, for the event loop: every payment happens on one thread of its own, and none is left half done."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from system2.core.calls import Call
from system2.core.events import CapLeft
from system2.engine.together import Together
from system2.engine.undisturbed import undisturbed
from system2.spend.purse import Order, Purse, Refusal, Reserved, Wait, Wish

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

    async def reserve(self, *wishes: Wish, instead_of: str = "") -> Reserved | Wait | Refusal:
        """All of these wishes or none, as `Order` has it; taken back where the caller is cancelled meanwhile."""
        answer, cancelled = await undisturbed(self._reserving(Order(wishes, instead_of)))
        if cancelled:
            for wish in wishes if isinstance(answer, Reserved) else ():
                await self.release(wish.id)
            raise asyncio.CancelledError
        return answer

    async def settle(self, call: Call, release: str = "") -> bool:
        """Write the call to the ledger, come what may; whether the caller was cancelled meanwhile.

        What was reserved for the call of the id to `release`, which could have followed, is given back with it.
        """
        _, cancelled = await undisturbed(self._settling((call, release)))
        self._settled.set()
        return cancelled

    async def release(self, call_id: str) -> None:
        """Give back what was reserved for a call that was never sent."""
        await undisturbed(self._releasing(call_id))
        self._settled.set()

    def hurry(self) -> None:
        """Wait no longer for other processes than somebody does who wants to leave."""
        self._purse.hurry()

    async def earlier_calls(self, run: str) -> Sequence[Call]:
        """What the ledger has of this run, which counts for its cap from now on."""
        return await self._on_thread(lambda: self._purse.go_on_with(run))

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
        try:
            await undisturbed(self._on_thread(self._purse.close))
        finally:
            self._thread.shutdown()

    def _reserve(self, orders: Sequence[Order]) -> Sequence[Reserved | Wait | Refusal]:
        return self._purse.reserve_each(orders)

    def _settle(self, ended: Sequence[tuple[Call, str]]) -> Sequence[None]:
        calls, released = zip(*ended, strict=True)
        self._purse.settle(*calls, release=[call_id for call_id in released if call_id])
        return [None] * len(ended)

    def _release(self, call_ids: Sequence[str]) -> Sequence[None]:
        self._purse.release(*call_ids)
        return [None] * len(call_ids)

    def _on_thread(self, work: Callable[[], T]) -> Awaitable[T]:
        return asyncio.get_running_loop().run_in_executor(self._thread, work)
