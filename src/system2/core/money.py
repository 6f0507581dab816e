"""Tokens and dollars."""

from dataclasses import dataclass, fields
from decimal import ROUND_DOWN, Decimal
from typing import Literal

SMALLEST_SHARE = Decimal("1e-12")

CostStatus = Literal["exact", "estimated", "unknown", "local"]


@dataclass(frozen=True)
class Usage:
    """Tokens of one or more calls."""

    input: int = 0
    """All that the model read."""
    cached: int = 0
    """The part of `input` that the provider had in its own cache."""
    output: int = 0
    """All that the model wrote."""
    reasoning: int = 0
    """The part of `output` that was thought and not shown."""
    cache_write: int = 0
    """The part of `input` that the provider put into its own cache."""

    def __add__(self, other: "Usage") -> "Usage":
        return Usage(*(getattr(self, field.name) + getattr(other, field.name) for field in fields(self)))

    def share(self, place: int, of: int) -> "Usage":
        """The part of one of several equal takers; what does not divide evenly goes to the first."""
        counts = (getattr(self, field.name) for field in fields(self))
        return Usage(*(count // of + (count % of if place == 0 else 0) for count in counts))


@dataclass(frozen=True)
class Cost:
    """What one call cost."""

    amount: Decimal | None
    """Dollars; None exactly where the status is unknown."""
    status: CostStatus
    """exact (the provider counted), estimated (we did), unknown (no price is known) or local (it costs nothing)."""
    unsettled: Decimal = Decimal(0)
    """Dollars that may have been billed besides, until somebody says what was: the amount holds what surely was."""

    def __post_init__(self) -> None:
        if (self.amount is None) != (self.status == "unknown") or (self.amount is None and self.unsettled):
            raise ValueError(f"a cost of {self.amount} and {self.unsettled} cannot be {self.status}")

    @property
    def most(self) -> Decimal:
        """The dollars that count for a cap: what was surely billed, and what may have been; 0 where that is unknown."""
        return (self.amount or Decimal(0)) + self.unsettled

    def share(self, place: int, of: int) -> "Cost":
        """The part of one of several equal takers; the first takes what is left, so that the parts add up."""
        if self.amount is None or of == 1:
            return self
        return Cost(_share(self.amount, place, of), self.status, _share(self.unsettled, place, of))


def _share(amount: Decimal, place: int, of: int) -> Decimal:
    part = (amount / of).quantize(SMALLEST_SHARE, ROUND_DOWN)
    return amount - part * (of - 1) if place == 0 else part


NO_TOKENS = Usage()
FREE = Cost(Decimal(0), "local")
NOTHING = Cost(Decimal(0), "exact")
UNKNOWN = Cost(None, "unknown")


@dataclass(frozen=True)
class Bill:
    """The sum of several costs."""

    amount: Decimal = Decimal(0)
    """The dollars that are known."""
    calls: int = 0
    """How many calls it is for."""
    unknown_calls: int = 0
    """Calls without a known price, which the amount leaves out."""
    estimated_calls: int = 0
    """Calls whose cost is an estimate."""
    local_calls: int = 0
    """Calls of models that cost nothing, because they run on the user's own machine."""
    unsettled: Decimal = Decimal(0)
    """Dollars that may have been billed besides the amount."""
    unsettled_calls: int = 0
    """Calls of which somebody has to say what was billed."""

    def plus(self, cost: Cost) -> "Bill":
        """This bill with one more cost on it."""
        return Bill(
            self.amount + (cost.amount or 0),
            self.calls + 1,
            self.unknown_calls + (cost.status == "unknown"),
            self.estimated_calls + (cost.status == "estimated"),
            self.local_calls + (cost.status == "local"),
            self.unsettled + cost.unsettled,
            self.unsettled_calls + bool(cost.unsettled),
        )

    def __add__(self, other: "Bill") -> "Bill":
        return Bill(*(getattr(self, field.name) + getattr(other, field.name) for field in fields(self)))

    @property
    def status(self) -> CostStatus:
        """The least certain status among the costs, so that a sum never looks surer than its parts."""
        if self.unknown_calls:
            return "unknown"
        if self.estimated_calls:
            return "estimated"
        return "local" if self.calls and self.calls == self.local_calls else "exact"


def dollars(amount: Decimal) -> str:
    """Dollars for a person: whole cents with two digits, less than ten cents with two that count, never nothing.

    >>> dollars(Decimal("5")), dollars(Decimal("0.03")), dollars(Decimal("0.00112")), dollars(Decimal("0"))
    ('$5.00', '$0.03', '$0.0011', '$0.00')
    """
    if amount == 0 or abs(amount) >= Decimal("0.1") or amount == round(amount, 2):
        return f"${amount:,.2f}"
    places = 1 - amount.adjusted()
    return f"${amount:.{places}f}"
