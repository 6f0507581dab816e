"""Programs that judged already: equal candidates are judged once."""

import asyncio
from collections.abc import Awaitable, Callable, Hashable
from dataclasses import replace

from system2.core.actions import Check
from system2.core.outcomes import Checked, Failed
from system2.engine.slots import Slots
from system2.programs.sandbox import run_program

Run = Callable[[Check], Awaitable[Checked | Failed]]


def in_turn(slots: Slots) -> Run:
    """Runs a check's program once there is a slot for it."""

    async def run(check: Check) -> Checked | Failed:
        async with slots.hold():
            return await run_program(check)

    return run


class Checks:
    """What the programs of this run said. One that could not be started is tried again."""

    def __init__(self) -> None:
        self._said: dict[Hashable, Checked] = {}
        self._under_way: dict[Hashable, asyncio.Event] = {}

    async def once(self, check: Check, run: Run) -> Checked | Failed:
        """The outcome of this check, for which the program is run only if it has not judged the same before."""
        given = (*sorted(check.environment.items()), *sorted(check.files.items()))
        key = (check.command, check.text, check.confined, *given)
        while ending := self._under_way.get(key):
            await ending.wait()
        if said := self._said.get(key):
            return replace(said, action=check)
        ending = self._under_way[key] = asyncio.Event()
        try:
            outcome = await run(check)
            if isinstance(outcome, Checked):
                self._said[key] = outcome
            return outcome
        finally:
            del self._under_way[key]
            ending.set()
