"""The requests that leave for models of every kind, as they stand on the wire."""

from typing import Any

import pytest

from system2.core.problem import Message
from system2.model.requests import Request
from tests.model.asking import using
from tests.server import ModelServer, verdict

SCHEMA = {
    "type": "object",
    "properties": {"is_correct": {"type": "boolean"}},
    "required": ["is_correct"],
    "additionalProperties": False,
}
FORMAT = {"type": "json_schema", "json_schema": {"name": "reply", "schema": SCHEMA, "strict": True}}
SYSTEM = {"role": "system", "content": "Be brief."}
USER = {"role": "user", "content": "6*7?"}
BLOCK = {"role": "user", "content": [{"type": "text", "text": "6*7?"}]}

OPENAI = "/v1/chat/completions"

CLAUDE: dict[str, Any] = {
    "messages": [BLOCK],
    "system": [{"type": "text", "text": "Be brief."}],
    "max_tokens": 3_024,
    "output_format": {"type": "json_schema", "schema": SCHEMA},
}


def chat(model: str, **more: Any) -> dict[str, Any]:
    """What every provider that speaks OpenAI's language is sent, and what this one is besides."""
    return {"model": model, "messages": [SYSTEM, USER], "seed": 1, "response_format": FORMAT, **more}


def gemini(thinking: dict[str, Any], **more: Any) -> dict[str, Any]:
    wishes = {"max_output_tokens": 3_024, "seed": 1, "thinkingConfig": {"includeThoughts": True, **thinking}, **more}
    return {
        "contents": [{"role": "user", "parts": [{"text": "6*7?"}]}],
        "system_instruction": {"parts": [{"text": "Be brief."}]},
        "generationConfig": {
            "response_mime_type": "application/json",
            "response_json_schema": SCHEMA,
            **wishes,
        },
    }


WIRE: dict[str, tuple[str, dict[str, Any]]] = {
    "openai/gpt-4o-mini": (OPENAI, chat("gpt-4o-mini", temperature=0.0, max_tokens=3_024)),
    "openai/o4-mini": (
        OPENAI,
        chat("o4-mini", max_completion_tokens=3_024, reasoning_effort="low")
        | {"messages": [{"role": "user", "content": "Be brief."}, USER]},
    ),
    "openai/gpt-6-luna": (OPENAI, chat("gpt-6-luna", max_completion_tokens=3_024, reasoning_effort="low")),
    "anthropic/claude-haiku-4-5": (
        "/v1/messages",
        {
            **CLAUDE,
            "model": "claude-haiku-4-5",
            "temperature": 1.0,
            "thinking": {"type": "enabled", "budget_tokens": 2_000},
        },
    ),
    "anthropic/claude-sonnet-5": (
        "/v1/messages",
        {**CLAUDE, "model": "claude-sonnet-5", "thinking": {"type": "adaptive"}, "output_config": {"effort": "low"}},
    ),
    "gemini/gemini-2.5-flash": (
        "/models/gemini-2.5-flash:generateContent",
        gemini({"thinkingBudget": 2_000}, temperature=1.0),
    ),
    "gemini/gemini-3.5-flash-lite": ("/models/gemini-3.5-flash-lite:generateContent", gemini({})),
    "deepseek/deepseek-v4-flash": (
        OPENAI,
        chat("deepseek-v4-flash", temperature=1.0, max_tokens=3_024, thinking={"type": "enabled"}),
    ),
    "groq/openai/gpt-oss-20b": (
        OPENAI,
        chat("openai/gpt-oss-20b", temperature=0.0, max_tokens=3_024, reasoning_effort="low"),
    ),
    "xai/grok-4.20-non-reasoning": (OPENAI, chat("grok-4.20-non-reasoning", temperature=0.0, max_tokens=3_024)),
    "hosted_vllm/Qwen/Qwen3-8B": (
        OPENAI,
        chat("Qwen/Qwen3-8B", temperature=1.0, max_tokens=3_024, reasoning_effort="low"),
    ),
    "openrouter/qwen/qwen3-8b": (
        OPENAI,
        chat(
            "qwen/qwen3-8b",
            temperature=1.0,
            max_tokens=3_024,
            thinking={"type": "enabled", "budget_tokens": 2_000},
            usage={"include": True},
        ),
    ),
    "ollama_chat/qwen3:8b": (
        "/api/chat",
        {
            "model": "qwen3:8b",
            "messages": [SYSTEM | {"images": []}, USER | {"images": []}],
            "options": {"temperature": 0.0, "num_predict": 3_024, "seed": 1},
            "stream": False,
            "format": SCHEMA,
            "think": True,
        },
    ),
}
"""For a verdict at temperature 0, with seed 1, 1,024 tokens for the answer and 2,000 to think: path and body."""

ADDRESSES = {
    "openai": ("OPENAI_BASE_URL", "/v1"),
    "anthropic": ("ANTHROPIC_API_BASE", ""),
    "gemini": ("GEMINI_API_BASE", ""),
    "deepseek": ("DEEPSEEK_API_BASE", "/v1"),
    "groq": ("GROQ_API_BASE", "/v1"),
    "xai": ("XAI_API_BASE", "/v1"),
    "hosted_vllm": ("HOSTED_VLLM_API_BASE", "/v1"),
    "openrouter": ("OPENROUTER_API_BASE", "/v1"),
    "ollama_chat": ("OLLAMA_API_BASE", ""),
}
"""The variable with a provider's address, and how that ends."""


@pytest.mark.parametrize("model", WIRE)
def test_each_model_is_sent_what_it_takes_and_no_more(
    provider: ModelServer, monkeypatch: pytest.MonkeyPatch, model: str
) -> None:
    """And its reply is read: text, tokens in and out."""
    provider.script = verdict(True)
    prefix = model.partition("/")[0]
    variable, end = ADDRESSES[prefix]
    monkeypatch.setenv(variable, provider.url.removesuffix("/v1") + end)
    monkeypatch.setenv(f"{prefix.upper()}_API_KEY", "sk-fake")
    messages = (Message("system", "Be brief."), Message("user", "6*7?"))
    wish = Request(model, messages, 0.0, 3_024, seed=1, schema=SCHEMA, thinking_tokens=2_000, timeout=20.0)
    completion = using(lambda models: models.complete(wish))
    path, body = WIRE[model]
    assert [(request.path, request.wire) for request in provider.requests] == [(path, body)]
    assert '"is_correct": true' in completion.choices[0].text
    assert min(completion.usage.input, completion.usage.output) > 0
