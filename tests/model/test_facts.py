"""What is known of models without asking them."""

from datetime import date

import pytest

from system2.config.model_table import model_table
from system2.model.facts import Facts, continuing, facts_of


def test_every_model_of_litellms_table_has_facts() -> None:
    known = {model: facts_of(model) for model in model_table()}
    assert {facts.thinks for facts in known.values()} == {"never", "when asked", "usually", "always"}
    assert all(facts.longest_reply is None or facts.longest_reply >= 0 for facts in known.values())


@pytest.mark.parametrize(
    ("model", "thinks"),
    [
        ("openai/gpt-4o-mini", "never"),
        ("openai/o4-mini", "always"),
        ("gpt-5-mini", "always"),
        ("gpt-5.4-mini", "when asked"),
        ("anthropic/claude-haiku-4-5", "when asked"),
        ("bedrock/anthropic.claude-sonnet-4-20250514-v1:0", "when asked"),
        ("anthropic/claude-sonnet-5", "usually"),
        ("gemini/gemini-2.5-pro", "always"),
        ("gemini/gemini-2.5-flash", "usually"),
        ("gemini/gemini-2.5-flash-lite", "when asked"),
        ("deepseek/deepseek-v4-flash", "usually"),
        ("openrouter/deepseek/deepseek-r1", "always"),
        ("groq/openai/gpt-oss-20b", "always"),
        ("groq/qwen/qwen3-32b", "usually"),
        ("hosted_vllm/Qwen/Qwen3-8B", "usually"),
        ("hosted_vllm/Qwen/Qwen3-4B-Instruct-2507", "never"),
        ("xai/grok-4.20-non-reasoning", "never"),
        ("mistral/magistral-small-latest", "always"),
        ("ollama/llama3", "never"),
        ("hosted_vllm/our-own", "unknown"),
    ],
)
def test_a_model_thinks_as_its_table_or_its_family_says(model: str, thinks: str) -> None:
    assert facts_of(model).thinks == thinks


def test_the_table_says_how_long_a_reply_may_be_and_until_when_a_model_lives() -> None:
    dated = next(model for model, entry in model_table().items() if entry.get("successor_model"))
    facts = facts_of(dated)
    assert facts.until is None or isinstance(facts.until, date)
    assert facts.successor == model_table()[dated]["successor_model"]
    assert facts_of("openai/o4-mini").longest_reply == 100_000


@pytest.mark.parametrize("model", ["local/qwen2.5-coder-0.5b", "ollama/qwen2.5-coder:0.5b"])
def test_the_default_embedded_model_is_asked_as_it_was_trained_wherever_it_runs(model: str) -> None:
    measured = {"judges": False, "leads": True, "imitates": True, "computes": True, "temperature": 0.7}
    assert facts_of(model) == Facts("never", ending="box", **measured)


@pytest.mark.parametrize("model", ["local/smollm2-135m", "openai/gpt-4o-mini", "hosted_vllm/our-own"])
def test_a_model_that_nobody_has_measured_ends_in_a_line_and_may_judge(model: str) -> None:
    facts = facts_of(model)
    assert (facts.ending, facts.judges, facts.leads, facts.temperature) == ("line", True, False, 0.8)


@pytest.mark.parametrize(
    ("model", "refuses", "images", "context"),
    [
        ("openai/gpt-6-luna", set(), True, 922_000),
        ("anthropic/claude-sonnet-5", {"temperature"}, True, 1_000_000),
        ("azure/gpt-5.1-codex", {"system"}, True, 272_000),
        ("hosted_vllm/our-own", set(), None, None),
    ],
)
def test_the_table_says_what_a_model_refuses_and_reads(
    model: str, refuses: set[str], images: bool | None, context: int | None
) -> None:
    """What it refuses is never sent; where nobody knows, nothing is said."""
    facts = facts_of(model)
    assert (set(facts.refuses), facts.images, facts.context) == (refuses, images, context)


def test_the_table_says_whose_server_goes_on_with_a_text_and_how_it_is_asked_to() -> None:
    """The embedded model and vLLM whatever they serve; a provider where LiteLLM's table says so of the model."""
    ways = {
        "local": "plain",
        "local:/a/model.gguf": "plain",
        "hosted_vllm/Qwen/Qwen2.5-7B-Instruct": "flagged",
        "deepseek/deepseek-chat": "prefix",
        "mistral/mistral-small-latest": "prefix",
        "anthropic/claude-haiku-4-5": "plain",
        "anthropic/claude-sonnet-5": None,
        "openai/gpt-4o-mini": None,
        "ollama_chat/qwen3:8b": None,
    }
    assert {model: continuing(model) for model in ways} == ways
