"""Dollars for tokens: a model's rates, the cost of a call, and the most that a call can cost."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from system2.core.money import FREE, Cost, Usage
from system2.spend.off_peak import Hours

MILLION = 1_000_000

LARGEST_CONTEXT = 20 * MILLION
"""Tokens that no model is known to go beyond, for those whose context nobody has written down."""


@dataclass(frozen=True)
class Rates:
    """Dollars for one token of each class."""

    input: Decimal
    """Read, and in no cache."""
    output: Decimal
    """Written."""
    cached: Decimal
    """Read from the provider's cache."""
    cache_write: Decimal
    """Put into the provider's cache."""
    reasoning: Decimal
    """Thought unseen."""


@dataclass(frozen=True)
class OffPeak:
    """Rates that hold in certain hours in place of all others."""

    hours: tuple[Hours, ...]
    """When."""
    rates: Rates
    """What tokens cost then."""


@dataclass(frozen=True)
class Price:
    """What a model's calls cost."""

    tiers: tuple[tuple[int, Rates], ...]
    """Rates, each with the number of input tokens above which it holds, rising."""
    source: str
    """Where the price comes from, for a person."""
    local: bool = False
    """Whether the model runs on this machine and costs nothing."""
    per_call: Decimal = Decimal(0)
    """Dollars for each request besides its tokens, as far as the table can tell."""
    off_peak: OffPeak | None = None
    """What holds in certain hours instead."""
    context: int = LARGEST_CONTEXT
    """How many tokens the model takes in and gives out at most."""

    def cost(self, usage: Usage, at: datetime | None = None) -> Cost:
        """What a call with this usage cost that began at this moment; at the dearest time of day where that is None."""
        if self.local:
            return FREE
        rates = self._rates(usage.input, at)
        amount = (
            (usage.input - usage.cached - usage.cache_write) * rates.input
            + usage.cached * rates.cached
            + usage.cache_write * rates.cache_write
            + (usage.output - usage.reasoning) * rates.output
            + usage.reasoning * rates.reasoning
        )
        return Cost(amount + self.per_call, "estimated" if self.per_call else "exact")

    def worst(self, input_tokens: int, output_tokens: int, *, calls: int = 1, longest: int = 0) -> Decimal:
        """The most that calls with at most these tokens in all can cost, whatever classes they turn out to be of.

        `longest` is the most that one prompt of several has: it decides which tiers can be reached.
        """
        if self.local:
            return Decimal(0)
        dearest = max(
            input_tokens * max(rates.input, rates.cached, rates.cache_write)
            + output_tokens * max(rates.output, rates.reasoning)
            for rates in self._reachable(longest or input_tokens)
        )
        return dearest + self.per_call * calls

    def _rates(self, input_tokens: int, at: datetime | None) -> Rates:
        if self.off_peak and at and any(at in hours for hours in self.off_peak.hours):
            return self.off_peak.rates
        return self._reachable(input_tokens)[-1]

    def _reachable(self, input_tokens: int) -> list[Rates]:
        """The rates of every tier that so many input tokens can be in."""
        return [rates for threshold, rates in self.tiers if threshold < max(input_tokens, 1)]


def complete(rates: Mapping[str, Decimal]) -> Rates:
    """Classes without a rate of their own are billed as ordinary input or output."""
    return Rates(
        rates["input"],
        rates["output"],
        rates.get("cached", rates["input"]),
        rates.get("cache_write", rates["input"]),
        rates.get("reasoning", rates["output"]),
    )
