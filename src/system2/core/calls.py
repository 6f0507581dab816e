"""One call of a model, as the ledger keeps it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from system2.core.money import Cost, Usage

Role = Literal["generate", "verify", "aggregate", "classify"]
CallStatus = Literal["ok", "failed", "cancelled", "settled"]


@dataclass(frozen=True)
class CallLabel:
    """What a call was made for: what the ledger can be summed by."""

    run: str
    """The run's identity."""
    command: str
    """The command that the user gave, such as think or vote."""
    strategy: str
    """The strategy's name."""
    task: str
    """The kind of task that the question sets, such as proof or code."""
    role: Role
    """What the model does here: write a path, judge one, merge several, or classify the question."""
    model: str
    """The model's name as LiteLLM has it, such as openai/gpt-6-luna."""
    path: int | None = None
    """The index of the path, from 0; None for a call that concerns several paths or none."""
    attempt: int = 1
    """From 1; higher where earlier attempts of the same call failed."""


@dataclass(frozen=True)
class Call:
    """One request to a model with what it cost: one row of the ledger.

    A row may also complete an earlier one, which stays as it is: it has the status settled, no tokens, and in dollars
    what is to be added so that the two come to what was billed.
    """

    id: str
    """Unlike that of any other call, in any process."""
    at: datetime
    """The local time of its start, with its offset: the call belongs to that local day."""
    label: CallLabel
    """What it was made for."""
    paths: int
    """How many replies the request asked for."""
    usage: Usage
    """Its tokens."""
    cost: Cost
    """Its dollars."""
    status: CallStatus
    """How it ended; a failed or cancelled call may have cost something. "settled" where the row completes another."""
    seconds: float
    """Wall time from the request to its end."""
    settles: str = ""
    """The id of the call that this row completes; empty for a call of its own."""
