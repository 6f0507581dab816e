"""What a token costs: the user's own prices first, then LiteLLM's table, read without importing LiteLLM."""

import re
from collections.abc import Mapping
from decimal import Decimal
from functools import cached_property
from typing import Any

from system2.config.model_table import entry_of
from system2.spend.off_peak import off_peak_hours
from system2.spend.own_prices import own_price, own_prices
from system2.spend.rates import LARGEST_CONTEXT, MILLION, OffPeak, Price, Rates, complete

__all__ = ["MILLION", "Price", "Prices", "Rates"]

EMBEDDED = "local"
LOCAL_PROVIDERS = (f"{EMBEDDED}/", f"{EMBEDDED}:", "ollama/", "ollama_chat/", "lm_studio/")

INCLUSIVE_THRESHOLDS = {"xai"}
"""Providers whose higher tier begins with the threshold itself and not after it."""

CACHED_SHARE = {"fireworks_ai": Decimal("0.5")}
"""What providers ask for cached input, as a part of their rate for input."""

TIER = re.compile(
    r"(?:input_cost_per_token|output_cost_per_token|cache_read_input_token_cost|cache_creation_input_token_cost)"
    r"(_above_(\d+)(k?)_tokens)"
)


class Prices:
    """Prices by the model's name, with or without its provider's prefix. Files are read when first needed."""

    def __init__(self) -> None:
        self._known: dict[str, Price | None] = {}

    def price(self, model: str) -> Price | None:
        """The price of this model; None where it is unknown, which is not zero.

        Raises:
            UsageError: the user's own prices make no sense.
        """
        if model not in self._known:
            self._known[model] = self._look_up(model)
        return self._known[model]

    def _look_up(self, model: str) -> Price | None:
        if model in self._own:
            return own_price(model, self._own[model])
        if model == EMBEDDED or model.startswith(LOCAL_PROVIDERS):
            return Price((), "runs on this machine", local=True)
        entry = entry_of(model)
        return table_price(entry) if entry else None

    @cached_property
    def _own(self) -> Mapping[str, Any]:
        return own_prices()


def table_price(entry: Mapping[str, Any]) -> Price | None:
    """The price in an entry of LiteLLM's table; None where the entry has none that anybody filled in."""
    provider = entry.get("litellm_provider")
    if entry.get("tiered_pricing"):
        tiers = [(int(tier["range"][0]), _named(tier, "")) for tier in entry["tiered_pricing"]]
    else:
        tiers = [(0, _default_rates(provider, _named(entry, "")))]
        for threshold, suffix in sorted(_thresholds(entry)):
            tiers.append((threshold - (provider in INCLUSIVE_THRESHOLDS), tiers[-1][1] | _named(entry, suffix)))
    if not {"input", "output"} <= tiers[0][1].keys() or not any(tiers[0][1].values()):
        return None
    return Price(
        tuple((threshold, complete(rates)) for threshold, rates in tiers),
        "LiteLLM's table",
        per_call=_per_call(provider, entry),
        off_peak=_off_peak(entry, tiers[0][1]),
        context=_context(entry),
    )


def _context(entry: Mapping[str, Any]) -> int:
    taken, given = entry.get("max_input_tokens"), entry.get("max_output_tokens")
    return taken + given if isinstance(taken, int) and isinstance(given, int) else LARGEST_CONTEXT


def _default_rates(provider: str | None, rates: dict[str, Decimal]) -> dict[str, Decimal]:
    """What a provider asks for where the table does not say it."""
    share = CACHED_SHARE.get(provider or "")
    return {"cached": rates["input"] * share} | rates if share and "input" in rates else rates


def _per_call(provider: str | None, entry: Mapping[str, Any]) -> Decimal:
    """What a request costs besides its tokens: Perplexity's models search the web each time, nobody else's unasked."""
    search = entry.get("search_context_cost_per_query", {}) if provider == "perplexity" else {}
    return Decimal(entry.get("input_cost_per_request", 0)) + Decimal(search.get("search_context_size_low", 0))


def _off_peak(entry: Mapping[str, Any], rates: Mapping[str, Decimal]) -> OffPeak | None:
    block = entry.get("off_peak_pricing")
    hours = off_peak_hours(block) if isinstance(block, Mapping) else ()
    return OffPeak(hours, complete({**rates, **_named(block, "")})) if block and hours else None


def _named(entry: Mapping[str, Any], suffix: str) -> dict[str, Decimal]:
    """The rates that stand in an entry under keys with this suffix."""
    keys = {
        "input": f"input_cost_per_token{suffix}",
        "output": f"output_cost_per_token{suffix}",
        "cached": f"cache_read_input_token_cost{suffix}",
        "cache_write": f"cache_creation_input_token_cost{suffix}",
        "reasoning": f"output_cost_per_reasoning_token{suffix}",
    }
    return {name: Decimal(entry[key]) for name, key in keys.items() if entry.get(key) is not None}


def _thresholds(entry: Mapping[str, Any]) -> set[tuple[int, str]]:
    """The numbers of input tokens above which other rates hold, with the suffix of those rates' keys."""
    matches = filter(None, map(TIER.fullmatch, entry))
    return {(int(match[2]) * (1000 if match[3] else 1), match[1]) for match in matches}
