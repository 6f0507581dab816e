"""Models that think before they answer: room for it, wherever they may."""

import json

import pytest

from system2.model.facts import USUAL_ROOM
from tests.server import Reply, is_verdict, verdict

QUESTION = "What is 6*7?"


def thinks_first(tokens):
    """A model whose every reply takes so many tokens of thinking, and comes back empty where these do not fit."""

    def script(request):
        said = verdict(True) if is_verdict(request) else Reply("Six times seven.\n\nFinal answer: 42")
        thought = "hmm " * tokens
        if request.max_tokens < tokens + len(said.text):
            return Reply("", reasoning=thought[: 4 * request.max_tokens], finish_reason="length")
        return Reply(said.text, reasoning=thought)

    return script


@pytest.mark.parametrize("tokens", [1_500, 6_000])
@pytest.mark.parametrize(
    ("model", "address"),
    [
        ("openai/o4-mini", "OPENAI_BASE_URL"),
        ("openai/gpt-5-mini", "OPENAI_BASE_URL"),
        ("deepseek/deepseek-v4-flash", "DEEPSEEK_API_BASE"),
        ("hosted_vllm/Qwen/Qwen3-8B", "HOSTED_VLLM_API_BASE"),
    ],
)
def test_a_model_that_thinks_writes_paths_and_verdicts_without_being_told_how_long(
    invoke, server, model, address, tokens
):
    """No reply comes back empty, so none is asked for twice; the paths are equal, so one verdict is that of both."""
    server.script = thinks_first(tokens)
    keys = {address: server.url, "DEEPSEEK_API_KEY": "sk-fake", "HOSTED_VLLM_API_KEY": "sk-fake"}
    finished = invoke("think", QUESTION, "-m", model, "--effort", 2, "--json", "-q", env=keys)
    assert finished.exit_code == 0, finished.stderr
    result = json.loads(finished.stdout)
    assert [candidate["score"] for candidate in result["candidates"]] == [0.9, 0.9]
    assert result["calls"]["made"] == len(server.requests) == 3


def test_the_room_for_thinking_is_quoted_and_reserved(invoke, server):
    """For paths and for verdicts: the worst case of a quote is what the requests then allow."""
    arguments = ("think", QUESTION, "-m", "openai/o4-mini", "--effort", 1, "--json")
    parts = json.loads(invoke(*arguments, "--dry-run").stdout)["roles"]
    worst = {part["role"]: part["output_tokens"]["worst"] for part in parts}
    assert worst == {"generate": 4_096 + USUAL_ROOM, "verify": 2 * (1_024 + USUAL_ROOM)}
    assert invoke(*arguments, "-q").exit_code == 0
    limits = {"verify" if is_verdict(request) else "generate": request.max_tokens for request in server.requests}
    assert limits == {"generate": 4_096 + USUAL_ROOM, "verify": 1_024 + USUAL_ROOM}


def test_no_reply_is_allowed_to_be_longer_than_the_model_can_write(invoke, server):
    assert invoke("think", QUESTION, "-m", "openai/gpt-4o-mini", "-e", 1, "--max-tokens", 50_000, "-q").exit_code == 0
    assert server.requests[0].max_tokens == 16_384


@pytest.mark.parametrize(
    "command",
    [
        ("think", "-e", 1),
        ("vote", "-e", 1, "--select", "weighted"),
        ("think", "--strategy", "refine"),
        ("think", "-e", 1, "--strategy", "escalate"),
        ("system2", "tree", "-e", 1, "--depth", 1),
    ],
)
def test_every_strategy_and_every_role_thinks_as_deep_as_the_user_wants(invoke, server, command):
    """By tokens or in a word."""
    for depth, effort in ((("--thinking-tokens", 20_000), "high"), (("--reasoning-effort", "low"), "low")):
        seen = len(server.requests)
        invoke(*command, QUESTION, "-m", "openai/o3-mini", "-q", "--fresh", *depth)
        asked = server.requests[seen:]
        assert {request.body.get("reasoning_effort") for request in asked} == {effort}
        assert any(map(is_verdict, asked)) or "tree" in command


def test_thinking_can_be_turned_off_where_the_model_allows_it(invoke, server):
    """Then it needs no room."""
    keys = {"DEEPSEEK_API_BASE": server.url, "DEEPSEEK_API_KEY": "sk-fake"}
    for depth in (("--thinking-tokens", 0), ("--reasoning-effort", "none")):
        finished = invoke("think", QUESTION, "-m", "deepseek/deepseek-v4-flash", "-e", 1, "--fresh", *depth, env=keys)
        assert finished.exit_code == 0, finished.stderr
    assert {str(request.body["thinking"]) for request in server.requests} == {"{'type': 'disabled'}"}
    assert {request.max_tokens for request in server.requests} == {4_096, 1_024}


def test_how_deep_to_think_is_said_once(invoke, server):
    refused = invoke("think", QUESTION, "--thinking-tokens", 100, "--reasoning-effort", "low")
    assert (refused.exit_code, len(server.requests)) == (2, 0)
    assert "give one of them" in refused.stderr
    assert "one of none, minimal" in invoke("think", QUESTION, "--reasoning-effort", "deep").stderr
