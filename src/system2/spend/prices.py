"""What a token costs: the user's own prices first, then LiteLLM's table, read without importing LiteLLM."""

import importlib.util
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from decimal import Decimal, InvalidOperation
from functools import cached_property
from pathlib import Path
from typing import Any

from system2.config.home import config_file
from system2.config.settings import read_user_file
from system2.core.money import FREE, Cost, Usage
from system2.errors import UsageError

TABLE_FILE = "model_prices_and_context_window_backup.json"
LOCAL_PROVIDERS = ("local/", "ollama/", "ollama_chat/", "lm_studio/")
MILLION = 1_000_000

INCLUSIVE_THRESHOLDS = {"xai"}
"""Providers whose higher tier begins with the threshold itself and not after it."""


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
        rates = [rates for threshold, rates in self.tiers if threshold < usage.input or threshold == 0][-1]
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
        if model.startswith(LOCAL_PROVIDERS):
            return Price((), "runs on this machine", local=True)
        entry = _entry(self._table, model)
        return table_price(entry) if entry else None

    @cached_property
    def _own(self) -> Mapping[str, Any]:
        table = read_user_file().get("prices", {})
        if not isinstance(table, dict):
            raise UsageError(f'{config_file()}: prices stand in tables like [prices."openai/gpt-4o-mini"].')
        return table

    @cached_property
    def _table(self) -> Mapping[str, Any]:
        found = importlib.util.find_spec("litellm")
        folders = found.submodule_search_locations if found else None
        if not folders:
            return {}
        text = (Path(folders[0]) / TABLE_FILE).read_text(encoding="utf-8")
        table: dict[str, Any] = json.loads(text, parse_float=Decimal)
        return table


def own_price(model: str, table: object) -> Price:
    """A price from the user's file: dollars for a million tokens, or `local = true`. Raises `UsageError`."""
    where = f'{config_file()}: [prices."{model}"]'
    if not isinstance(table, dict):
        raise UsageError(f"{where} has to be a table with input and output, or local = true.")
    if table.get("local") is True:
        return Price((), "your config: local", local=True)
    known = {field.name for field in fields(Rates)}
    if not {"input", "output"} <= table.keys() or not table.keys() <= known | {"local"}:
        raise UsageError(f"{where} needs input and output, and may have cached, cache_write and reasoning.")
    rates = {name: _dollars(where, name, value) / MILLION for name, value in table.items() if name in known}
    return Price(((0, _complete(rates)),), "your config")


def table_price(entry: Mapping[str, Any]) -> Price | None:
    """The price in an entry of LiteLLM's table; None where the entry has none that anybody filled in."""
    source = "LiteLLM's table"
    if entry.get("tiered_pricing"):
        tiers = [(int(tier["range"][0]), _named(tier, "")) for tier in entry["tiered_pricing"]]
    else:
        inclusive = entry.get("litellm_provider") in INCLUSIVE_THRESHOLDS
        tiers = [(0, _named(entry, ""))]
        for threshold, suffix in sorted(_thresholds(entry)):
            tiers.append((threshold - inclusive, tiers[-1][1] | _named(entry, suffix)))
    if not {"input", "output"} <= tiers[0][1].keys() or not any(tiers[0][1].values()):
        return None
    return Price(tuple((threshold, _complete(rates)) for threshold, rates in tiers), source)


def _entry(table: Mapping[str, Any], model: str) -> Mapping[str, Any] | None:
    """The entry for a model; one without the prefix counts only where it is of the same provider."""
    if model in table:
        entry: Mapping[str, Any] = table[model]
        return entry
    provider, _, name = model.partition("/")
    entry = table.get(name, {})
    return entry if name and entry.get("litellm_provider") == provider else None


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


def _thresholds(entry: Mapping[str, Any]) -> Iterator[tuple[int, str]]:
    for key in entry:
        if match := re.fullmatch(r"input_cost_per_token(_above_(\d+)(k?)_tokens)", key):
            yield int(match[2]) * (1000 if match[3] else 1), match[1]


def _complete(rates: Mapping[str, Decimal]) -> Rates:
    """Classes without a rate of their own are billed as ordinary input or output."""
    return Rates(
        rates["input"],
        rates["output"],
        rates.get("cached", rates["input"]),
        rates.get("cache_write", rates["input"]),
        rates.get("reasoning", rates["output"]),
    )


def _dollars(where: str, name: str, value: object) -> Decimal:
    try:
        amount = Decimal(str(value))
    except InvalidOperation:
        amount = Decimal(-1)
    if isinstance(value, bool) or not amount.is_finite() or amount < 0:
        raise UsageError(f"{where}: {name} is {value!r}, but it has to be dollars for a million tokens, such as 0.15.")
    return amount
