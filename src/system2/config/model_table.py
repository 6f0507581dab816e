"""LiteLLM's table of models, read from its file: importing LiteLLM takes seconds, and most commands need none of it."""

import importlib.util
import json
import re
from collections.abc import Mapping
from decimal import Decimal
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

TABLE_FILE = "model_prices_and_context_window_backup.json"

NOTHING: Mapping[str, Any] = MappingProxyType({})

ROUTE = re.compile(r"^(?:converse|invoke|responses)/")
"""Which of a provider's interfaces to use; it may stand before the model's name, and means the same model."""

FINE_TUNED = re.compile(r"^(ft:[^:]+):.*")
"""A model that was fine-tuned for somebody, of which the table knows what it was made from."""


@cache
def model_table() -> Mapping[str, Mapping[str, Any]]:
    """Every entry by the model's name, dollars as `Decimal`; empty where LiteLLM is not installed."""
    found = importlib.util.find_spec("litellm")
    folders = found.submodule_search_locations if found else None
    if not folders:
        return NOTHING
    text = (Path(folders[0]) / TABLE_FILE).read_text(encoding="utf-8")
    table: dict[str, Mapping[str, Any]] = json.loads(text, parse_float=Decimal)
    return table


def entry_of(model: str) -> Mapping[str, Any]:
    """The entry for a model, empty where there is none; one without its provider's prefix is of that very provider."""
    table = model_table()
    if model in table:
        return table[model]
    provider, slash, name = model.partition("/") if "/" in model else ("openai", "", model)
    name = FINE_TUNED.sub(r"\1", ROUTE.sub("", name) if slash else name)
    entry = table.get(f"{provider}/{name}") or table.get(name) or NOTHING
    of_provider = re.match(rf"{re.escape(provider)}(?![a-z])", entry.get("litellm_provider", ""))
    return entry if of_provider else NOTHING
