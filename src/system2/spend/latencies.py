"""How fast a model was lately, as the ledger has it."""

from dataclasses import dataclass
from statistics import median

from system2.config.home import ledger_folder
from system2.spend.ledger import Ledger

DAYS = 7
"""Days with calls that are looked at: what a model was like before says little of it."""

ENOUGH = 20
"""Paths, of which the latest count."""


@dataclass(frozen=True)
class Latency:
    """As a rule a path takes so many `seconds`, and in each of them `tokens` are written."""

    seconds: float
    tokens: float


def latency(model: str) -> Latency | None:
    """The medians of the latest paths of a model, as the ledger calls it; None where there are none."""
    ledger = Ledger(ledger_folder())
    found: list[tuple[float, float]] = []
    for day in reversed(ledger.days()[-DAYS:]):
        if len(found) >= ENOUGH:
            break
        found += [
            (call.seconds, call.usage.output / call.paths / call.seconds)
            for call in reversed(ledger.latest(day))
            if call.label.model == model and call.label.role == "generate" and call.status == "ok" and call.seconds > 0
        ]
    if not found:
        return None
    seconds, tokens = zip(*found[:ENOUGH], strict=True)
    return Latency(median(seconds), median(tokens))
