"""Calls and wishes to spend on."""

import itertools
import os
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

from system2.config.home import budget_file, ledger_folder
from system2.core.calls import Call, CallLabel
from system2.core.money import Cost, Usage
from system2.spend.caps import Budget, BudgetFile, Cap
from system2.spend.ledger import Ledger
from system2.spend.purse import Wish

BERLIN = ZoneInfo("Europe/Berlin")
NOON = datetime(2026, 11, 20, 12, 0, tzinfo=BERLIN)
"""A Friday."""

LABEL = CallLabel("7KQ2", "think", "best-of-n", "serial", "generate", "openai/gpt-4o-mini", path=0)

_numbers = itertools.count(1)


def _identity() -> str:
    return f"{os.getpid()}-{next(_numbers)}"


def a_call(cost: str | Cost = "0.01", *, at: datetime = NOON, model: str = LABEL.model, **label: object) -> Call:
    """A call of its own identity that cost so many dollars."""
    paid = Cost(Decimal(cost), "exact") if isinstance(cost, str) else cost
    made_for = replace(LABEL, model=model, **label)
    return Call(_identity(), at, made_for, 1, Usage(input=90, output=300), paid, "ok", 1.25)


def a_wish(worst: str | None = "0.01", *, at: datetime = NOON, model: str = LABEL.model) -> Wish:
    """What a call of its own identity may cost."""
    dollars = None if worst is None else Decimal(worst)
    label = replace(LABEL, model=model)
    return Wish(_identity(), label, at, 1, dollars, Usage(input=400, output=900))


def paid(wish: Wish, cost: str) -> Call:
    """The wish once it was fulfilled for so many dollars."""
    return Call(wish.id, wish.at, wish.label, 1, Usage(90, output=300), Cost(Decimal(cost), "exact"), "ok", 1.25)


def the_ledger() -> Ledger:
    """The ledger of this home, as a process sees it that has not looked at it before."""
    return Ledger(ledger_folder())


def record(*calls: Call) -> None:
    """Write calls into the ledger of this home."""
    ledger = the_ledger()
    with ledger.lock():
        for call in calls:
            ledger.record(call)


def set_caps(*caps: Cap, alert_percent: int = 80) -> None:
    """Make these the caps of this home."""
    BudgetFile(budget_file()).write(Budget(caps, alert_percent))


def cap(limit: str, period: str = "daily", pattern: str = "*") -> Cap:
    """A cap of so many dollars."""
    return Cap(period, Decimal(limit), pattern)  # type: ignore[arg-type]


def reservation_files() -> list[Path]:
    """What processes have left standing."""
    return sorted((ledger_folder() / "reservations").glob("*"))
