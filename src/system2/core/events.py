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
    """The cap of which the least is left as a run begins."""

    left: Decimal
    """Dollars."""
    limit: Decimal
    """Dollars."""
    when: str
    """Its period: today, this week, this month or for this run."""


@dataclass(frozen=True)
class RunStarted:
    """A run begins."""

    run: str
    """The run's identity."""
    command: str
    """The command that the user gave, such as think or vote."""
    strategy: str
    """The strategy's name."""
    model: str
    """The model that writes the paths."""
    effort: int
    """How many paths."""
    problem: Problem
    """What is asked."""
    cap_left: CapLeft | None = None
    """None where there is no cap."""


@dataclass(frozen=True)
class CallStarted:
    """A request to a model is about to be sent for path `index`."""

    role: Role
    index: int
    attempt: int


@dataclass(frozen=True)
class Withdrawn:
    """The request for path `index` that was about to be sent was stopped before it left: it costs nothing."""

    role: Role
    index: int


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
    """One line that the user should see, whatever is shown besides; a `detail` only where details are wanted."""

    text: str
    detail: bool = False


@dataclass(frozen=True)
class Progressed:
    """How far something has come that takes long, such as a download."""

    what: str
    """What takes long, in a few words."""
    done: int
    """Bytes."""
    total: int
    """Bytes; 1 where it can only begin and end."""
    seconds_left: float | None = None
    """None where that cannot be told."""


@dataclass(frozen=True)
class RunEnded:
    """The run is over, with what was chosen, in `seconds` of wall time."""

    choice: Choice
    seconds: float


Event: TypeAlias = (
    RunStarted
    | CallStarted
    | Withdrawn
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
