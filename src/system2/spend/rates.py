"""Dollars for tokens: a model's rates, the cost of a call, and the most that a call can cost."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from system2.core.money import FREE, Cost, Usage

MILLION = 1_000_000


@dataclass(frozen=True)
class Rates:
    """Dollars for one token of each class."""

    input: Decimal
    output: Decimal
    cached: Decimal
    cache_write: Decimal
    reasoning: Decimal


@dataclass(frozen=True)
class Price:
    """What a model's tokens cost. `tiers` are rates with the number of input tokens above which they hold, rising.

    `source` tells a person where the price comes from.
    """

    tiers: tuple[tuple[int, Rates], ...]
    source: str
    local: bool = False

    def cost(self, usage: Usage) -> Cost:
        """What a call with this usage cost."""
        if self.local:
            return FREE
        rates = self._rates(usage.input)
        amount = (
            (usage.input - usage.cached - usage.cache_write) * rates.input
            + usage.cached * rates.cached
            + usage.cache_write * rates.cache_write
            + (usage.output - usage.reasoning) * rates.output
            + usage.reasoning * rates.reasoning
        )
        return Cost(amount, "exact")

    def worst(self, input_tokens: int, output_tokens: int) -> Decimal:
        """The most that a call with at most these tokens can cost, whatever classes they turn out to be of."""
        if self.local:
            return Decimal(0)
        reachable = [rates for threshold, rates in self.tiers if threshold < max(input_tokens, 1)]
        return max(
            input_tokens * max(rates.input, rates.cached, rates.cache_write)
            + output_tokens * max(rates.output, rates.reasoning)
            for rates in reachable
        )

    def _rates(self, input_tokens: int) -> Rates:
        return [rates for threshold, rates in self.tiers if threshold < max(input_tokens, 1)][-1]


def complete(rates: Mapping[str, Decimal]) -> Rates:
    """Classes without a rate of their own are billed as ordinary input or output."""
    return Rates(
        rates["input"],
        rates["output"],
        rates.get("cached", rates["input"]),
        rates.get("cache_write", rates["input"]),
        rates.get("reasoning", rates["output"]),
    )
