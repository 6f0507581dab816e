"""A run in a house of its own: it hears the signals, and ends in one piece whatever becomes of the ledger."""

from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager, nullcontext
from typing import Protocol

from system2.core.events import CallEnded
from system2.engine.house import House
from system2.engine.result import Result
from system2.engine.signals import Interruption, heard
from system2.errors import LedgerError


class Begun(Protocol):
    """A run that lacks nothing but its house."""

    async def __call__(
        self, house: House, /, *, earlier: Sequence[CallEnded], when_interrupted: Callable[[Callable[[], None]], None]
    ) -> Result:
        """The run to its end."""


async def run_alone(
    run: Begun, opened: AbstractAsyncContextManager[House], *, going_on_with: str = "", hears: bool = True
) -> Result:
    """The result of a run, which ends early where the user interrupts it and it `hears`; it may go on with another.

    Raises:
        LedgerError: the ledger cannot be used, and nothing was paid.
    """
    result: Result | None = None
    interruption = Interruption()
    try:
        with heard(interruption) if hears else nullcontext():
            async with opened as house:
                calls = await house.cashier.earlier_calls(going_on_with) if going_on_with else ()
                earlier = [CallEnded(call, () if call.label.path is None else (call.label.path,)) for call in calls]
                result = await run(house, earlier=earlier, when_interrupted=interruption.then)
    except LedgerError as trouble:
        if result is None or not result.calls.made:
            raise
        return result.after(trouble)
    return result
