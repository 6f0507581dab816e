"""Models that billed more than they were allowed: their calls are reserved by what they did from then on.

What was learnt is kept beside the ledger, for every process of this user, and forgotten after a while.
"""

import json
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from system2.config.home import read_regular, replace_whole
from system2.core.numbers import bounded_decimal
from system2.spend.rollups import EMPTY, FileState, state_of

REMEMBERED_DAYS = 30
"""A model that kept to its limits for so long is taken at its word again."""

SMALLEST = Decimal("1.01")
"""Less than a hundredth too much is no habit."""


class Overruns:
    """By how much models went beyond the worst case of a call. All of it is done under the lock of the ledger."""

    def __init__(self, folder: Path, today: Callable[[], date]) -> None:
        self._file = folder / "overruns.json"
        self._today = today
        self._state: FileState | None = None
        self._known: dict[str, tuple[Decimal, date]] = {}

    def factor(self, model: str) -> Decimal:
        """By how much more than its worst case a call of this model is to be reserved."""
        factor, seen = self._read().get(model, (Decimal(1), self._today()))
        return factor if (self._today() - seen).days <= REMEMBERED_DAYS else Decimal(1)

    def note(self, model: str, factor: Decimal) -> bool:
        """A call cost so many times its worst case; whether that is news."""
        if factor < SMALLEST:
            return False
        known = self.factor(model)
        kept = {**self._read(), model: (max(factor, known), self._today())}
        content = {name: [str(round(each, 4)), day.isoformat()] for name, (each, day) in kept.items()}
        replace_whole(self._file, json.dumps(content, ensure_ascii=False).encode())
        return factor > known

    def _read(self) -> dict[str, tuple[Decimal, date]]:
        state = state_of(self._file)
        if state != self._state:
            self._known = _parsed(read_regular(self._file)) if state != EMPTY else {}
            self._state = state
        return self._known


def _parsed(content: bytes) -> dict[str, tuple[Decimal, date]]:
    """What we wrote; what somebody else wrote there teaches nothing."""
    try:
        value: Any = json.loads(content)
        return {
            str(name): (max(bounded_decimal(factor), Decimal(1)), date.fromisoformat(day))
            for name, (factor, day) in value.items()
        }
    except (ValueError, TypeError, AttributeError, RecursionError):
        return {}
