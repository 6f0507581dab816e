"""Work that must come to its end although the task that waits for it is cancelled, once or several times."""

import asyncio
import time
from collections.abc import Awaitable
from typing import TypeVar

T = TypeVar("T")

MOMENT = 0.02
"""Seconds in which a reply whose bytes are here already is read, where the event loop has nothing else to do."""

BUSY = 2.0
"""Seconds after which a busy event loop is no reason to wait any longer."""


async def undisturbed(work: Awaitable[T]) -> tuple[T, bool]:
    """What the work comes to, and whether the waiting task was cancelled meanwhile; what it raises is raised."""
    future = asyncio.ensure_future(work)
    cancelled = False
    while not future.done():
        try:
            await asyncio.wait((future,))
        except asyncio.CancelledError:
            cancelled = True
    return future.result(), cancelled


async def last_chance(work: "asyncio.Task[T]") -> None:
    """Let work come to its end that lacks nothing but its turn, and stop it where it lacks more.

    A reply may have arrived that nobody has read yet: it is looked for as long as the event loop has its hands full,
    and a moment longer.
    """
    end = time.monotonic() + BUSY
    while not work.done():
        begin = time.monotonic()
        await undisturbed(asyncio.wait((work,), timeout=MOMENT))
        was_idle = time.monotonic() - begin < 2 * MOMENT
        if was_idle or time.monotonic() > end:
            work.cancel()
            await undisturbed(asyncio.wait((work,)))
