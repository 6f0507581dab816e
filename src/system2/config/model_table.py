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

PROVIDERS_FILE = "provider_endpoints_support_backup.json"
LIKE_OPENAI_FILE = "llms/openai_like/providers.json"

UNLISTED_PROVIDERS = frozenset(
    {"custom", "custom_openai", "aiohttp_openai", "a2a_agent", "databricks_agent", "litellm_agent", "vertex_ai_beta"}
    | {"aws_textract", "azure_speech", "dotprompt", "humanloop", "langfuse", "sagemaker_nova"}
    | {"text-completion-inception"}
)
"""Names that stand in none of its files."""

NOTHING: Mapping[str, Any] = MappingProxyType({})

ROUTE = re.compile(r"^(?:converse|invoke|responses)/")
"""Which of a provider's interfaces to use; it may stand before the model's name, and means the same model."""

FINE_TUNED = re.compile(r"^(ft:[^:]+):.*")
"""A model that was fine-tuned for somebody, of which the table knows what it was made from."""


@cache
def model_table() -> Mapping[str, Mapping[str, Any]]:
    """Every entry by the model's name, dollars as `Decimal`; empty where LiteLLM is not installed."""
    return _json(TABLE_FILE)


def _json(name: str) -> Mapping[str, Mapping[str, Any]]:
    """One of LiteLLM's files; empty where it is not installed, or has no such file."""
    file = _file(name)
    if file is None:
        return NOTHING
    table: dict[str, Mapping[str, Any]] = json.loads(file.read_text(encoding="utf-8"), parse_float=Decimal)
    return table


def table_file() -> Path | None:
    """Where the table is; None where LiteLLM is not installed."""
    return _file(TABLE_FILE)


def _file(name: str) -> Path | None:
    found = importlib.util.find_spec("litellm")
    folders = found.submodule_search_locations if found else None
    file = Path(folders[0], name) if folders else None
    return file if file and file.is_file() else None


@cache
def provider_names() -> frozenset[str]:
    """All that LiteLLM calls a provider, as far as its files tell without importing it."""
    listed = _json(PROVIDERS_FILE).get("providers", {})
    priced = {str(entry.get("litellm_provider")) for entry in model_table().values()}
    return frozenset({*listed, *_json(LIKE_OPENAI_FILE), *priced, *UNLISTED_PROVIDERS})


def like_openai() -> Mapping[str, Mapping[str, Any]]:
    """The providers of which LiteLLM tells in a file alone, for they speak OpenAI's language: address and key each."""
    return _json(LIKE_OPENAI_FILE)


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
