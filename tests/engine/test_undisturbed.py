"""What has arrived is taken in, whatever is cancelled meanwhile and however little the processor is ours."""

import asyncio
import time

from system2.engine.undisturbed import MOMENT, TURNS, last_chance


def end_of(turns: int) -> "asyncio.Task[str]":
    """How work ends that needs so many turns of the event loop, in whose midst another process has the processor."""

    async def work() -> str:
        for turn in range(turns):
            if turn == TURNS // 4:
                taken_away(1.5 * MOMENT)
            await asyncio.sleep(0)
        return "read"

    async def run() -> "asyncio.Task[str]":
        working = asyncio.ensure_future(work())
        await last_chance(working)
        return working

    return asyncio.run(run())


def taken_away(seconds: float) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        pass


def test_a_reply_that_is_here_is_read_although_the_process_had_to_wait_for_a_processor() -> None:
    """What takes longer than any reading is stopped."""
    assert end_of(turns=TURNS // 2).result() == "read"
    assert end_of(turns=1_000_000).cancelled()
