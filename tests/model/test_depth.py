"""How each kind of model is told how deep to think."""

from typing import Any

import pytest

from system2.model.facts import USUAL_ROOM, facts_of
from system2.model.parameters import depth

DISABLED = {"thinking": {"type": "disabled"}}


def budget(tokens: int) -> dict[str, Any]:
    return {"thinking": {"type": "enabled", "budget_tokens": tokens}, "temperature": 1.0}


def word(effort: str) -> dict[str, Any]:
    return {"reasoning_effort": effort}


@pytest.mark.parametrize(
    ("model", "tokens", "deep", "off"),
    [
        ("openai/gpt-4o-mini", {}, {}, {}),
        ("openai/o4-mini", word("low"), word("high"), {}),
        ("openai/gpt-5-mini", word("low"), word("high"), {}),
        ("openai/gpt-6-luna", word("low"), word("xhigh"), word("none")),
        ("anthropic/claude-haiku-4-5", budget(2_000), word("high") | {"temperature": 1.0}, {}),
        ("anthropic/claude-sonnet-5", budget(2_000), word("xhigh") | {"temperature": 1.0}, DISABLED),
        ("gemini/gemini-2.5-flash", budget(2_000), word("high") | {"temperature": 1.0}, word("none")),
        ("deepseek/deepseek-v4-flash", budget(2_000), word("high") | {"temperature": 1.0}, word("none")),
        ("openrouter/deepseek/deepseek-r1", budget(2_000), word("high") | {"temperature": 1.0}, {}),
        ("groq/openai/gpt-oss-20b", word("low"), word("high"), {}),
        ("hosted_vllm/Qwen/Qwen3-8B", budget(2_000), word("high") | {"temperature": 1.0}, word("none")),
        ("ollama_chat/qwen3:8b", word("low"), word("high"), word("none")),
        ("lm_studio/qwen3-8b", {}, {}, {}),
    ],
)
def test_a_model_is_told_in_the_way_that_it_knows(
    model: str, tokens: dict[str, Any], deep: dict[str, Any], off: dict[str, Any]
) -> None:
    """For 2,000 tokens, as deep as can be, not at all; and nothing is said where nothing is asked."""
    assert depth(model, 2_000) == tokens
    assert depth(model, None, "xhigh") == deep
    assert depth(model, 0) == depth(model, None, "none") == off
    assert depth(model, None) == {}


@pytest.mark.parametrize(
    ("model", "rooms"),
    [
        ("openai/gpt-4o-mini", [0, 0, 0, 0]),
        ("hosted_vllm/our-own", [0, 2_000, 0, 16_384]),
        ("anthropic/claude-haiku-4-5", [0, 2_000, 0, 16_384]),
        ("deepseek/deepseek-v4-flash", [USUAL_ROOM, USUAL_ROOM, 0, 16_384]),
        ("openai/o4-mini", [USUAL_ROOM, USUAL_ROOM, USUAL_ROOM, 16_384]),
    ],
)
def test_there_is_room_for_what_a_model_may_think(model: str, rooms: list[int]) -> None:
    """Left to itself, asked for 2,000 tokens, for none, for high effort."""
    room = facts_of(model).room
    assert [room(None), room(2_000), room(0), room(None, "high")] == rooms
