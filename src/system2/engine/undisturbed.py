"""Work that must come to its end although the task that waits for it is cancelled, once or several times."""

import asyncio
from collections.abc import Awaitable
from typing import TypeVar

T = TypeVar("T")

MOMENT = 0.02
"""Seconds in which a reply whose bytes are here already is read, where the event loop has nothing else to do."""

TURNS = 200
"""Turns of the event loop in which it is read in any case: each takes in all that has come to the sockets by then, and
goes a step further with it. Seconds tell nothing where the process waits for a processor meanwhile."""


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

    A reply may have arrived that nobody has read yet: it is looked for a moment long, and then as many turns of the
    event loop as reading one takes.
    """
    await undisturbed(_waited_for(work))
    if not work.done():
        work.cancel()
        await undisturbed(asyncio.wait((work,)))


async def _waited_for(work: "asyncio.Task[T]") -> None:
    await asyncio.wait((work,), timeout=MOMENT)
    for _ in range(TURNS):
        if work.done():
            return
        await asyncio.sleep(0)
