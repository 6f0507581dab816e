"""The caps that the user has set: `budget.toml`."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any, Literal, get_args

from system2.config import toml
from system2.config.home import private_folder, read_regular, replace_whole
from system2.core.numbers import bounded_decimal, shortened
from system2.errors import LedgerError, UsageError
from system2.spend.lock import disk_troubles
from system2.spend.periods import Period
from system2.spend.rollups import EMPTY, FileState, state_of

ALERT_PERCENT = 80
EVERY_MODEL = "*"
PERIODS: tuple[Period, ...] = get_args(Period)

OF = {"daily": "the day's", "weekly": "the week's", "monthly": "the month's", "run": "this run's"}


@dataclass(frozen=True)
class Cap:
    """A limit on what models cost."""

    period: Period | Literal["run"]
    """What the limit is for: a calendar period, or one run."""
    limit: Decimal
    """Dollars."""
    pattern: str = EVERY_MODEL
    """Which models it is for: a name, or one with `*` in it."""

    def covers(self, model: str) -> bool:
        """Whether calls of this model count."""
        return fnmatchcase(model, self.pattern)

    @property
    def name(self) -> str:
        """What a person calls it: the day's cap."""
        return f"{OF[self.period]} cap" + ("" if self.pattern == EVERY_MODEL else f" for {self.pattern}")


@dataclass(frozen=True)
class Budget:
    """All limits that the user set."""

    caps: tuple[Cap, ...] = ()
    """Those for every model first."""
    alert_percent: int = ALERT_PERCENT
    """At what percentage of a cap the user is told, once."""

    def with_cap(self, cap: Cap) -> "Budget":
        """This budget with one cap added, or changed where there was one for the same period and models."""
        others = [each for each in self.caps if (each.period, each.pattern) != (cap.period, cap.pattern)]
        return Budget(_in_order([*others, cap]), self.alert_percent)

    def without(self, period: Period, pattern: str = EVERY_MODEL) -> "Budget":
        """This budget without one of its caps. Raises `UsageError` where it has no such cap."""
        kept = tuple(each for each in self.caps if (each.period, each.pattern) != (period, pattern))
        if len(kept) == len(self.caps):
            there = (
                ", ".join(
                    f"{each.period}{'' if each.pattern == EVERY_MODEL else f' for {each.pattern}'}"
                    for each in self.caps
                )
                or "none at all"
            )
            whose = "" if pattern == EVERY_MODEL else f" for {pattern}"
            raise UsageError(f"There is no {period} cap{whose}. Caps there are: {there}.")
        return Budget(kept, self.alert_percent)


class BudgetFile:
    """The file that holds the budget; read again whenever it has changed."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self._state: FileState | None = None
        self._budget = Budget()

    def read(self) -> Budget:
        """The budget as it stands. Raises `LedgerError` where the file cannot be read."""
        with disk_troubles(self.file):
            state = state_of(self.file)
            if state != self._state:
                self._budget = _parse(self.file) if state != EMPTY else Budget()
                self._state = state
        return self._budget

    def write(self, budget: Budget) -> None:
        """Make this the budget of every process, from its next call on. Raises `LedgerError`."""
        import tomli_w

        table: dict[str, Any] = {"alert_percent": budget.alert_percent}
        for cap in budget.caps:
            place = table if cap.pattern == EVERY_MODEL else table.setdefault("model", {}).setdefault(cap.pattern, {})
            place[cap.period] = str(cap.limit)
        with disk_troubles(self.file):
            private_folder(self.file.parent)
            replace_whole(self.file, tomli_w.dumps(table).encode())


def _parse(file: Path) -> Budget:
    try:
        table = toml.tables(read_regular(file).decode(), toml.exact)
        models = table.pop("model", {})
        alert_percent = _percent(table.pop("alert_percent", ALERT_PERCENT))
        caps = _caps(table, EVERY_MODEL)
        for pattern, limits in models.items():
            caps += _caps(limits, pattern)
    except (ValueError, AttributeError) as trouble:
        raise LedgerError(f"{file} cannot be read: {trouble}. Mend it, or remove it to go without caps.") from None
    return Budget(_in_order(caps), alert_percent)


def _caps(limits: Mapping[str, Any], pattern: str) -> list[Cap]:
    caps = []
    for period, limit in limits.items():
        caps.append(Cap(_period(period), read_limit(limit), pattern))
    return caps


def _period(name: str) -> Period:
    for period in PERIODS:
        if name == period:
            return period
    raise ValueError(f"{name} is none of {', '.join(PERIODS)}")


def read_limit(value: Any) -> Decimal:
    """Dollars from a text or a number. Raises `ValueError` with what it has to be."""
    try:
        limit = bounded_decimal(value)
    except ValueError:
        limit = Decimal(-1)
    if limit < 0:
        raise ValueError(
            f"{shortened(value)} is no limit: it has to be dollars, such as 5 or 0.50, and fewer than a trillion"
        )
    return limit


def _percent(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= 100:
        raise ValueError(f"alert_percent is {shortened(value)}, but it has to be a whole number from 1 to 100")
    return value


def _in_order(caps: list[Cap]) -> tuple[Cap, ...]:
    order = list(OF)
    return tuple(sorted(caps, key=lambda cap: (cap.pattern != EVERY_MODEL, cap.pattern, order.index(cap.period))))
