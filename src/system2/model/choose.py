"""Which model answers when the user names none."""

import os
from dataclasses import dataclass

SMALL_MODELS = (
    ("OPENAI_API_KEY", "openai/gpt-4o-mini"),
    ("ANTHROPIC_API_KEY", "anthropic/claude-haiku-4-5"),
    ("GEMINI_API_KEY", "gemini/gemini-2.5-flash-lite"),
    ("GOOGLE_API_KEY", "gemini/gemini-2.5-flash-lite"),
    ("MISTRAL_API_KEY", "mistral/mistral-small-latest"),
    ("DEEPSEEK_API_KEY", "deepseek/deepseek-v4-flash"),
    ("GROQ_API_KEY", "groq/openai/gpt-oss-20b"),
    ("XAI_API_KEY", "xai/grok-4.20-non-reasoning"),
)
"""A small, cheap model of each provider, in the order in which their keys are looked for."""


@dataclass(frozen=True)
class ModelChoice:
    """A model's name, and why it is this one, in words that follow "because"; empty where the user named it."""

    name: str
    why: str = ""


def choose_model(named: str | None) -> ModelChoice:
    """The model that was named, else a small one of the first provider whose key is set, else the embedded one."""
    if named:
        return ModelChoice(named)
    for variable, model in SMALL_MODELS:
        if os.environ.get(variable):
            return ModelChoice(model, f"{variable} is set and no model is named")
    return ModelChoice("local", "no model is named and no provider's key is set; it is a very small one")
