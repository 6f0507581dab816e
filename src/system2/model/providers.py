"""Who serves models for a key alone, and which small model of theirs answers where the user names none.

The rule: of a provider's models for text in LiteLLM's table that have a price, are neither a preview nor a dated copy,
and are not switched off within `LEAST_LIFE`, those of the first of its `families` that has any, and of these the newest
version. A provider without families, or with none left, gives its cheapest model that reads `LEAST_CONTEXT` tokens and
calls functions, as models for conversation do. Credentials of a cloud and tokens that open more than models choose
nothing: AWS, Vertex, watsonx, Databricks, Snowflake, Hugging Face, GitHub, Weights & Biases, Cloudflare, Replicate.
"""

import functools
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from system2.config.model_table import entry_of, like_openai, model_table
from system2.model.facts import last_day

LEAST_LIFE = timedelta(days=90)
LEAST_CONTEXT = 100_000

PASSING = re.compile(r"preview|beta|exp\b|search|audio|vision|\d{4}-?\d{2}-?\d{2}|-\d{4}\b|-0\d{3}\b|:free|^ft:", re.I)
"""Names of models that come and go, or are for something else."""


@dataclass(frozen=True)
class Provider:
    """Who serves models: LiteLLM's name of it, the variables that may hold its key, and its small models.

    `families` are patterns of whole names without the provider's, the best first. `needs` names what has to be set
    besides the key. `unlisted` models are named where LiteLLM's table lists none of the provider, which passes on those
    of others under these names, or all of whose names are dated.
    """

    name: str
    keys: tuple[str, ...]
    families: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    unlisted: tuple[str, ...] = ()

    def models(self) -> Iterator[tuple[str, Mapping[str, Any]]]:
        """Its models for text in LiteLLM's table, by the names that they are asked for under."""
        for name, entry in model_table().items():
            if entry.get("litellm_provider") == self.name and entry.get("mode") == "chat":
                yield name if name.startswith(f"{self.name}/") else f"{self.name}/{name}", entry

    def small_model(self, today: date) -> str:
        """The one that answers where the user names none; empty where there is none."""
        offered = {
            name.partition("/")[2]: entry
            for name, entry in self.models()
            if not PASSING.search(name) and _price(entry) and lives(entry, today)
        }
        for family in self.families:
            if found := [name for name in offered if re.fullmatch(family, name)]:
                return f"{self.name}/{max(found, key=_version)}"
        able = {
            name: entry
            for name, entry in offered.items()
            if (entry.get("max_input_tokens") or 0) >= LEAST_CONTEXT and entry.get("supports_function_calling")
        }
        if able:
            return f"{self.name}/{min(able, key=lambda name: (_price(able[name]), name))}"
        passed_on = (name for name in self.unlisted if lives(entry_of(name), today))
        return next((f"{self.name}/{name}" for name in passed_on), "")


KNOWN = (
    Provider("openai", ("OPENAI_API_KEY",), (r"gpt-[\d.]+-luna", r"gpt-[\d.]+-nano", r"gpt-[\d.]+o?-mini")),
    Provider("anthropic", ("ANTHROPIC_API_KEY",), (r"claude-haiku-[\d-]+",)),
    Provider("gemini", ("GEMINI_API_KEY", "GOOGLE_API_KEY"), (r"gemini-[\d.]+-flash-lite", r"gemini-[\d.]+-flash")),
    Provider("mistral", ("MISTRAL_API_KEY",), (r"mistral-small-latest", r"mistral-small-.*")),
    Provider("deepseek", ("DEEPSEEK_API_KEY",), (r"deepseek-v[\d.]+-flash", r"deepseek-v[\d.]+")),
    Provider("groq", ("GROQ_API_KEY",), (r"openai/gpt-oss-20b", r"openai/gpt-oss-120b")),
    Provider("xai", ("XAI_API_KEY",), (r"grok-[\d.]+-non-reasoning", r"grok-[\d.]+(?:-fast|-mini)?")),
    Provider("openrouter", ("OPENROUTER_API_KEY", "OR_API_KEY"), unlisted=("openai/gpt-6-luna", "openai/gpt-5.4-nano")),
    Provider(
        "together_ai",
        ("TOGETHERAI_API_KEY", "TOGETHER_API_KEY", "TOGETHER_AI_API_KEY"),
        (r"openai/gpt-oss-20b", r"Qwen/Qwen[\d.]+-9B"),
    ),
    Provider("cerebras", ("CEREBRAS_API_KEY",), (r"gpt-oss-120b",)),
    Provider(
        "fireworks_ai",
        ("FIREWORKS_AI_API_KEY", "FIREWORKS_API_KEY", "FIREWORKSAI_API_KEY"),
        (r"accounts/fireworks/models/gpt-oss-20b",),
    ),
    Provider("azure", ("AZURE_API_KEY",), (r"gpt-[\d.]+-luna", r"gpt-[\d.]+-nano"), ("AZURE_API_BASE",)),
    Provider("azure_ai", ("AZURE_AI_API_KEY",), (r"gpt-[\d.]+-(?:luna|nano|mini)",), ("AZURE_AI_API_BASE",)),
    Provider("cohere_chat", ("COHERE_API_KEY", "CO_API_KEY"), unlisted=("command-r7b-12-2024", "command-a-03-2025")),
    Provider("perplexity", ("PERPLEXITYAI_API_KEY", "PERPLEXITY_API_KEY"), (r"sonar",)),
    Provider("dashscope", ("DASHSCOPE_API_KEY",), (r"qwen[\d.]*-flash", r"qwen-turbo")),
    Provider("moonshot", ("MOONSHOT_API_KEY",)),
    Provider("zai", ("ZAI_API_KEY",), (r"glm-[\d.]+-(?:flash|air)",)),
    Provider("minimax", ("MINIMAX_API_KEY",)),
    *(
        Provider(name, (f"{name.upper()}_API_KEY",))
        for name in (
            "deepinfra", "nebius", "novita", "sambanova", "ai21", "baseten", "hyperbolic", "featherless_ai",
            "inception", "volcengine", "v0", "vercel_ai_gateway", "ovhcloud", "tencent", "qwencloud", "amazon_nova",
        )
    ),
    Provider("lambda_ai", ("LAMBDA_API_KEY",)),
    Provider("meta_llama", ("LLAMA_API_KEY",)),
)  # fmt: skip
"""Those that are known to us, in the order in which their keys are looked for; LiteLLM's further ones follow."""


@functools.cache
def providers() -> tuple[Provider, ...]:
    """All who serve models for a key alone, in the order in which keys are looked for."""
    known = {provider.name for provider in KNOWN}
    further = (Provider(name, (key,)) for name, key in _further() if name not in known)
    return (*KNOWN, *further)


def provider_named(name: str) -> Provider | None:
    """The provider of this name."""
    return next((provider for provider in providers() if provider.name == name), None)


@functools.cache
def nameable() -> tuple[str, ...]:
    """Every model for text that LiteLLM's table knows of these providers, under the name that it is asked for by."""
    return tuple(name for provider in providers() for name, _ in provider.models())


def lives(entry: Mapping[str, Any], today: date) -> bool:
    """Whether a model is not switched off soon."""
    until = last_day(entry)
    return until is None or until - today > LEAST_LIFE


def _further() -> Iterator[tuple[str, str]]:
    """The providers that LiteLLM tells of in a file, with their keys, but for one whose key opens a whole cloud."""
    for name, fields in like_openai().items():
        if (key := str(fields.get("api_key_env", ""))).endswith("_API_KEY"):
            yield name, key


def _price(entry: Mapping[str, Any]) -> Decimal:
    """What a token read and a token written cost together."""
    return Decimal(entry.get("input_cost_per_token") or 0) + Decimal(entry.get("output_cost_per_token") or 0)


def _version(name: str) -> tuple[tuple[int, ...], str]:
    """What the newer of two models of a family has more of."""
    return tuple(map(int, re.findall(r"\d+", name))), name
