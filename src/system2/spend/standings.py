"""Where each cap stands: what is spent of it and what calls under way may cost."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, tzinfo
from decimal import Decimal

from system2.config.zones import days_elsewhere
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
    """What settled calls cost."""
    held: Decimal
    """What is set aside for calls under way."""
    until: datetime | None
    """When it is whole again; None for the cap of one run."""

    @property
    def left(self) -> Decimal:
        """Dollars not spent; what calls under way hold is not taken off."""
        return max(self.cap.limit - self.spent, Decimal(0))

    @property
    def share(self) -> Decimal:
        """The part of the cap that is spent, 1 where it is all; a cap of nothing is spent from the start."""
        return self.spent / self.cap.limit if self.cap.limit else Decimal(1)


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
    spent = sum((sums.spent(cap.pattern) for sums in ledger.sums_of(days)), Decimal(0))
    holding = sum(
        (dollars for each in held for (day, model), dollars in each.items() if day in days and cap.covers(model)),
        Decimal(0),
    )
    return Standing(cap, spent, holding, midnight(next_first_day(cap.period, now.date()), zone))
