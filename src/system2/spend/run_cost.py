"""What one run cost, by what its calls were for."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from system2.config.home import read_regular
from system2.core.calls import Call
from system2.errors import UsageError
from system2.spend.ledger import Ledger
from system2.spend.lock import disk_troubles
from system2.spend.settlements import settled
from system2.spend.sums import Sum

Part = Literal["sampling", "verifying", "aggregating", "classifying", "retries", "discarded"]

PARTS: dict[str, Part] = {
    "generate": "sampling",
    "verify": "verifying",
    "aggregate": "aggregating",
    "classify": "classifying",
    "failed": "retries",
    "cancelled": "discarded",
}
"""What each role's calls are for, in the order in which to show them; what came to nothing is told apart."""


@dataclass(frozen=True)
class RunCost:
    """The calls of one run."""

    run: str
    """The run's identity."""
    started: datetime
    """When its first call began."""
    command: str
    """The command that the user gave."""
    strategy: str
    """The strategy's name."""
    task: str
    """The kind of task that the question sets."""
    models: tuple[str, ...]
    """The models that were asked."""
    parts: tuple[tuple[Part, Sum], ...]
    """Those that there are; a failed attempt is among the retries, whatever its role."""
    total: Sum
    """All calls together."""


def run_cost(ledger: Ledger, run: str) -> RunCost | None:
    """What this run cost; None where the ledger has no call of it. Raises `LedgerError`."""
    calls = calls_of(ledger, run)
    return _of(calls) if calls else None


def calls_of(ledger: Ledger, run: str) -> list[Call]:
    """The calls of this run as they stand, with what was settled since. Raises `LedgerError`."""
    calls: list[Call] = []
    for day in ledger.days():
        with disk_troubles(ledger.file(day)):
            content = read_regular(ledger.file(day))
        if _may_mention(content, run):  # most days are no part of it, and parsing them all would take a minute
            calls += [call for call in ledger.calls(day) if call.label.run == run]
    return settled(calls)


def _may_mention(content: bytes, run: str) -> bool:
    """Whether a row may be of this run: its name stands in quotes, or could be written in more than one way."""
    return not run.isalnum() or any(quote + run.encode() + quote in content for quote in (b'"', b"'"))


def last_run(ledger: Ledger) -> str:
    """The run of the latest call. Raises `UsageError` where there is none, `LedgerError`."""
    for day in reversed(ledger.days()):
        if calls := ledger.calls(day):
            return max(calls, key=lambda call: call.at).label.run
    raise UsageError('The ledger is empty: `think "a question"` makes a first entry.')


def _of(calls: list[Call]) -> RunCost:
    parts: dict[Part, Sum] = {part: Sum() for part in PARTS.values()}
    total = Sum()
    for call in calls:
        parts[PARTS[call.label.role if call.status == "ok" else call.status]].add(call)
        total.add(call)
    label = calls[0].label
    return RunCost(
        run=label.run,
        started=min(call.at for call in calls),
        command=label.command,
        strategy=label.strategy,
        task=label.task,
        models=tuple(sorted({call.label.model for call in calls})),
        parts=tuple((part, each) for part, each in parts.items() if each.calls),
        total=total,
    )
