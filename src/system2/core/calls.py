"""One call of a model, as the ledger keeps it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from system2.core.money import Cost, Usage

Role = Literal["generate", "verify", "aggregate", "classify"]
CallStatus = Literal["ok", "failed", "cancelled"]


@dataclass(frozen=True)
class CallLabel:
    """What a call was made for; constant over a run but for its role, path and attempt."""

    run: str
    command: str
    strategy: str
    task: str
    role: Role
    model: str
    path: int | None = None
    attempt: int = 1


@dataclass(frozen=True)
class Call:
    """One request to a model with what it cost: one row of the ledger.

    `at` is the local time of its start, with offset: the call belongs to that local day. `seconds` is its wall time;
    `paths` the number of choices that the request asked for.
    """

    id: str
    at: datetime
    label: CallLabel
    paths: int
    usage: Usage
    cost: Cost
    status: CallStatus
    seconds: float
