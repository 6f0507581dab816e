"""How a strategy asks for things: a coroutine without an event loop, driven by `send`.

A procedure awaits actions and is sent their outcomes. It does no I/O and knows no clock, so a test of it is a loop that
feeds it outcomes in any order, and a recorded run is gone through again by feeding what was recorded.
"""

import types
from collections.abc import Coroutine, Generator
from typing import Any, TypeAlias, TypeVar

from system2.core.actions import Action, Note
from system2.core.decisions import Decision
from system2.core.outcomes import Outcome

T = TypeVar("T")

Procedure: TypeAlias = Coroutine[tuple[Action, ...], Any, T]
"""What `async def` makes of a strategy: each `send` returns actions to start and takes one outcome of them."""


@types.coroutine
def next_outcome(to_start: tuple[Action, ...]) -> Generator[tuple[Action, ...], Any, Any]:
    """Start these actions and wait for the next outcome, which may be that of an action started before.

    The one place where a procedure is suspended: everything else that one can await is made of it.
    """
    outcome: Outcome = yield to_start
    return outcome


async def do(action: Action) -> Any:
    """Do one action and return its outcome."""
    return await next_outcome((action,))


async def note(decision: Decision) -> None:
    """Tell watchers and the trace what was decided."""
    await do(Note(decision))
