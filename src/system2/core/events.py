"""What happens during a run, one way, for watchers who never answer."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeAlias

from system2.core.calls import Call, Role
from system2.core.candidates import Choice
from system2.core.decisions import Decision
from system2.core.problem import Problem
from system2.core.replies import Reply


@dataclass(frozen=True)
class CapLeft:
    """Dollars left of the tightest cap as a run begins; `when` says of which: today, this month, for this run."""

    left: Decimal
    limit: Decimal
    when: str


@dataclass(frozen=True)
class RunStarted:
    """A run begins: what was asked, how it will be answered, and how much of the tightest cap is left, if any."""

    run: str
    command: str
    strategy: str
    model: str
    effort: int
    problem: Problem
    cap_left: CapLeft | None = None


@dataclass(frozen=True)
class CallStarted:
    """A request to a model is about to be sent for path `index`."""

    role: Role
    index: int
    attempt: int


@dataclass(frozen=True)
class TextArrived:
    """A piece of path `index` came in; `reasoning` where it is thought aloud and no part of the answer."""

    role: Role
    index: int
    text: str
    reasoning: bool = False


@dataclass(frozen=True)
class Recalled:
    """A reply for path `index` was paid for before and came from the cache."""

    role: Role
    index: int


@dataclass(frozen=True)
class Retrying:
    """An attempt failed and another will be made after `seconds`."""

    role: Role
    index: int
    attempt: int
    seconds: float
    reason: str


@dataclass(frozen=True)
class CallEnded:
    """A request was settled: this is its row in the ledger, and the paths that it was for."""

    call: Call
    indices: tuple[int, ...] = ()


@dataclass(frozen=True)
class Landed:
    """Path `index` came in whole."""

    index: int
    reply: Reply


@dataclass(frozen=True)
class Lost:
    """Path `index` will not come: it failed, was refused or dropped."""

    index: int
    reason: str


@dataclass(frozen=True)
class Warned:
    """One line that the user should see, whatever is shown besides."""

    text: str


@dataclass(frozen=True)
class Progressed:
    """Something that takes long has come so far: `done` of `total` bytes; 0 of 1 where it can only begin and end.

    `seconds_left` is None where that cannot be told.
    """

    what: str
    done: int
    total: int
    seconds_left: float | None = None


@dataclass(frozen=True)
class RunEnded:
    """The run is over, with what was chosen, in `seconds` of wall time."""

    choice: Choice
    seconds: float


Event: TypeAlias = (
    RunStarted
    | CallStarted
    | TextArrived
    | Recalled
    | Retrying
    | CallEnded
    | Landed
    | Lost
    | Warned
    | Progressed
    | RunEnded
    | Decision
)

Watcher: TypeAlias = Callable[[Event], None]
"""Whoever hears events; it never answers."""
