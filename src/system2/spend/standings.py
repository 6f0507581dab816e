"""Where each cap stands: what is spent of it and what calls under way may cost."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, tzinfo
from decimal import Decimal

from system2.config.zones import days_elsewhere
from system2.core.money import dollars
from system2.spend.caps import Budget, Cap
from system2.spend.ledger import Ledger
from system2.spend.periods import days_of, first_day, midnight, next_first_day
from system2.spend.reservations import Held


@dataclass(frozen=True)
class Standing:
    """How much of a cap is used. Sums are in dollars."""

    cap: Cap
    """The cap."""
    spent: Decimal
    """What calls that are over surely cost."""
    held: Decimal
    """What is set aside for calls under way."""
    until: datetime | None
    """When it is whole again; None for the cap of one run."""
    unsettled: Decimal = Decimal(0)
    """What they may have cost besides, until somebody says what was billed; it counts as if it were spent."""

    @property
    def used(self) -> Decimal:
        """Dollars that count: spent, or not settled."""
        return self.spent + self.unsettled

    @property
    def left(self) -> Decimal:
        """Dollars not used; what calls under way hold is not taken off."""
        return max(self.cap.limit - self.used, Decimal(0))

    @property
    def share(self) -> Decimal:
        """The part of the cap that is used, 1 where it is all; a cap of nothing is used from the start."""
        return self.used / self.cap.limit if self.cap.limit else Decimal(1)

    @property
    def open_line(self) -> str:
        """What is not settled, for a person, as the end of a sentence; empty where nothing is."""
        return f", {dollars(self.unsettled)} of it not settled (see `cost settle`)" if self.unsettled else ""


def standings(
    budget: Budget, ledger: Ledger, held: Iterable[Held], now: datetime, zone: tzinfo | None = None
) -> list[Standing]:
    """Where each cap of the budget stands in the period that holds `now`."""
    held = list(held)
    return [_standing(cap, ledger, held, now, zone) for cap in budget.caps]


def _standing(cap: Cap, ledger: Ledger, held: Iterable[Held], now: datetime, zone: tzinfo | None) -> Standing:
    assert cap.period != "run"
    begin = midnight(first_day(cap.period, now.date()), zone)
    days = sorted({*days_of(cap.period, now.date()), *days_elsewhere(begin)})
    spent, unsettled = (
        sum(each, Decimal(0)) for each in zip(*(sums.spent(cap.pattern) for sums in ledger.sums_of(days)), strict=True)
    )
    holding = sum(
        (amount for each in held for (day, model), amount in each.items() if day in days and cap.covers(model)),
        Decimal(0),
    )
    return Standing(cap, spent, holding, midnight(next_first_day(cap.period, now.date()), zone), unsettled)
