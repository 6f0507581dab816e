"""Tokens and dollars."""

from dataclasses import dataclass, fields
from decimal import ROUND_DOWN, Decimal
from typing import Literal

SMALLEST_SHARE = Decimal("1e-12")

CostStatus = Literal["exact", "estimated", "unknown", "local"]


@dataclass(frozen=True)
class Usage:
    """Tokens of one or more calls.

    `cached` and `cache_write` are parts of `input`; `reasoning` is a part of `output`.
    """

    input: int = 0
    cached: int = 0
    output: int = 0
    reasoning: int = 0
    cache_write: int = 0

    def __add__(self, other: "Usage") -> "Usage":
        return Usage(*(getattr(self, field.name) + getattr(other, field.name) for field in fields(self)))

    def share(self, place: int, of: int) -> "Usage":
        """The part of one of several equal takers; what does not divide evenly goes to the first."""
        counts = (getattr(self, field.name) for field in fields(self))
        return Usage(*(count // of + (count % of if place == 0 else 0) for count in counts))


@dataclass(frozen=True)
class Cost:
    """Dollars of one call; `amount` is None exactly when `status` is unknown."""

    amount: Decimal | None
    status: CostStatus

    def __post_init__(self) -> None:
        if (self.amount is None) != (self.status == "unknown"):
            raise ValueError(f"a cost of {self.amount} cannot be {self.status}")

    def share(self, place: int, of: int) -> "Cost":
        """The part of one of several equal takers; the first takes what is left, so that the parts add up."""
        if self.amount is None or of == 1:
            return self
        part = (self.amount / of).quantize(SMALLEST_SHARE, ROUND_DOWN)
        return Cost(self.amount - part * (of - 1) if place == 0 else part, self.status)


NO_TOKENS = Usage()
FREE = Cost(Decimal(0), "local")
NOTHING = Cost(Decimal(0), "exact")
UNKNOWN = Cost(None, "unknown")


@dataclass(frozen=True)
class Bill:
    """The sum of several costs: the dollars that are known, and how many calls have no known price."""

    amount: Decimal = Decimal(0)
    calls: int = 0
    unknown_calls: int = 0
    estimated_calls: int = 0
    local_calls: int = 0

    def plus(self, cost: Cost) -> "Bill":
        """This bill with one more cost on it."""
        return Bill(
            self.amount + (cost.amount or 0),
            self.calls + 1,
            self.unknown_calls + (cost.status == "unknown"),
            self.estimated_calls + (cost.status == "estimated"),
            self.local_calls + (cost.status == "local"),
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
