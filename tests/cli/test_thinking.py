"""Models that think before they answer: room for it, wherever they may."""

import json
from dataclasses import replace
from decimal import Decimal

import pytest

from system2.model.facts import USUAL_ROOM
from tests.server import Reply, is_verdict, status, verdict
from tests.server.messages import text_of
from tests.spend.money import the_ledger

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


THINKERS = (
    ("openai/o4-mini", "OPENAI_BASE_URL", "/v1"),
    ("openai/gpt-5-mini", "OPENAI_BASE_URL", "/v1"),
    ("deepseek/deepseek-v4-flash", "DEEPSEEK_API_BASE", "/v1"),
    ("anthropic/claude-sonnet-5", "ANTHROPIC_API_BASE", ""),
    ("gemini/gemini-3.5-flash-lite", "GEMINI_API_BASE", ""),
    ("hosted_vllm/Qwen/Qwen3-8B", "HOSTED_VLLM_API_BASE", "/v1"),
    ("ollama_chat/qwen3:8b", "OLLAMA_API_BASE", ""),
)
"""A model of each kind, with the variable that holds its server's address and how that ends."""


@pytest.mark.parametrize("tokens", [1_500, 6_000])
@pytest.mark.parametrize(("model", "variable", "end"), THINKERS, ids=[model for model, *_ in THINKERS])
def test_a_model_that_thinks_writes_paths_and_verdicts_without_being_told_how_long(
    invoke, server, model, variable, end, tokens
):
    """No reply comes back empty, so none is asked for twice; the paths differ, and each has its verdict."""
    script = thinks_first(tokens)
    server.script = lambda request: marked(
        in_its_text(script(request)) if "vllm" in model else script(request), request
    )
    keys = dict.fromkeys(KEYS, "sk-fake") | {variable: server.url.removesuffix("/v1") + end}
    finished = invoke("think", QUESTION, "-m", model, "--json", "-q", env=keys)
    assert finished.exit_code == 0, finished.stderr
    result = json.loads(finished.stdout)
    assert [candidate["score"] for candidate in result["candidates"]] == [0.9] * 5
    assert result["calls"]["made"] == len(server.requests) == 10


KEYS = ("DEEPSEEK_API_KEY", "HOSTED_VLLM_API_KEY", "ANTHROPIC_API_KEY", "GEMINI_API_KEY")


def in_its_text(reply):
    """The reply as a server sends it that takes no thoughts apart."""
    return replace(reply, text=f"<think>{reply.reasoning}</think>{reply.text}", reasoning="")


def marked(reply, request):
    """The reply, unlike any other of its kind where it is a path."""
    return reply if is_verdict(request) else replace(reply, text=reply.text.replace("Six", f"{request.number}: six"))


CONTINUING = (
    ("hosted_vllm/Qwen/Qwen2.5-7B-Instruct", "HOSTED_VLLM_API_BASE", "/v1", "flag"),
    ("deepseek/deepseek-chat", "DEEPSEEK_API_BASE", "/v1", "mark"),
    ("openai/gpt-4o-mini", "OPENAI_BASE_URL", "/v1", "turn"),
    ("lab/qwen2.5-7b", "", "", "flag"),
)
"""A model of each kind of server, and how a path of its is gone on with: see `told_how`."""


def told_how(request):
    """By a `flag` or a `mark` besides the assistant's own text, or by a `turn` of the user's."""
    *_, end = request.body["messages"]
    if end["role"] == "user":
        return "turn"
    if request.body.get("continue_final_message") and not request.body["add_generation_prompt"]:
        return "flag"
    return "mark" if end.get("prefix") else ""


@pytest.mark.parametrize(("model", "variable", "end", "way"), CONTINUING, ids=[model for model, *_ in CONTINUING])
def test_a_path_goes_on_in_its_own_text_where_the_server_can_do_that(invoke, server, home, model, variable, end, way):
    """And by the user's turn elsewhere; what a server says again of the text counts once."""
    (home / "config.toml").write_text(f'[endpoints.lab]\nbase_url = "{server.url}"\nserver = "sglang"\n')

    def script(request):
        own = [text_of(message) for message in request.messages if message["role"] == "assistant"]
        if is_verdict(request):
            return verdict(True)
        if not own:
            return "Six sevens are 41.\n\nFinal answer: 41"
        return f"{own[-1]} No. They are 42, for 42 is 6 more than 36.\n\nFinal answer: 42"

    server.script = script
    keys = dict.fromkeys(KEYS, "sk-fake") | {variable or "NONE": server.url.removesuffix("/v1") + end}
    depth = ("--strategy", "serial", "--thinking-tokens", 20)
    finished = invoke("think", QUESTION, "-m", model, *depth, "--json", "-q", "--allow-unpriced", env=keys)
    result = json.loads(finished.stdout)
    assert result["answer"] == "42", finished.stderr
    assert told_how([request for request in server.requests if not is_verdict(request)][1]) == way
    assert result["text"].count("41.") == 1


def test_the_room_for_thinking_is_quoted_and_reserved(invoke, server):
    """For paths and for verdicts: the worst case of a quote is what the requests then allow."""
    arguments = ("think", QUESTION, "-m", "openai/o4-mini", "--effort", 1, "--json")
    parts = json.loads(invoke(*arguments, "--dry-run").stdout)["roles"]
    worst = {part["role"]: part["output_tokens"]["worst"] for part in parts}
    twice_as_long = 3  # one asking that is cut off, and one with twice the room
    assert worst == {
        "generate": twice_as_long * (4_096 + USUAL_ROOM),
        "verify": 2 * twice_as_long * (1_024 + USUAL_ROOM),
    }
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


USUAL = {"generate": 4_096, "verify": 1_024}
CUT_OFF = Reply("Let me", finish_reason="length")


def limits_of(requests):
    """The limits that were sent, by role, in the order in which they came."""
    found = {"generate": [], "verify": []}
    for request in requests:
        found["verify" if is_verdict(request) else "generate"].append(request.max_tokens)
    return found


def writes_at_length(tokens):
    """A model that needs so many tokens for any reply and says so neither before nor after."""

    def script(request):
        said = verdict(True) if is_verdict(request) else Reply("Six times seven.\n\nFinal answer: 42")
        return CUT_OFF if request.max_tokens < tokens.get(is_verdict(request), 0) else said

    return script


def test_a_reply_cut_off_at_our_limit_is_asked_for_again_with_twice_the_room_and_that_is_remembered(invoke, server):
    """Once a call, and for the next run not at all: its replies get that room at once, paths from the cache none."""
    server.script = writes_at_length({False: 6_000, True: 1_500})
    finished = invoke("think", QUESTION, "-m", "openai/gpt-4o-mini", "-e", 1, "--json", "-v")
    assert (finished.exit_code, json.loads(finished.stdout)["candidates"][0]["score"]) == (0, 0.9)
    assert limits_of(server.requests) == {"generate": [4_096, 8_192], "verify": [1_024, 2_048]}
    assert "cut off at 4,096 tokens (next with 8,192)" in finished.stderr
    again = invoke("think", "What is 7*6?", "-m", "openai/gpt-4o-mini", "-e", 1, "--json", "-q")
    assert json.loads(again.stdout)["calls"]["made"] == 2
    assert limits_of(server.requests[4:]) == {"generate": [8_192], "verify": [2_048]}
    known = invoke("think", QUESTION, "-m", "openai/gpt-4o-mini", "-e", 1, "--json", "-q")
    assert json.loads(known.stdout)["calls"] == {"made": 0, "cached": 2, "failed": 0, "refused": 0, "cancelled": 0}


def test_a_reply_that_twice_the_room_does_not_hold_counts_as_cut_off_by_name(invoke, server):
    """Two calls for the path and two for its verdict; the option that raises it is named."""
    server.script = CUT_OFF
    finished = invoke("think", QUESTION, "-m", "openai/gpt-4o-mini", "-e", 1, "--json")
    assert limits_of(server.requests) == {"generate": [4_096, 8_192], "verify": [1_024, 2_048]}
    assert json.loads(finished.stdout)["candidates"][0]["status"] == "truncated"
    assert "--max-tokens" in finished.stderr
    assert "the verdict was cut off" in finished.stderr
    assert "--thinking-tokens" in finished.stderr


def test_the_users_own_limit_holds(invoke, server):
    """A path is not asked for again, for that limit is not ours to raise; its verdict is."""
    server.script = CUT_OFF
    invoke("think", QUESTION, "-m", "openai/gpt-4o-mini", "-e", 1, "--max-tokens", 500, "-q")
    assert limits_of(server.requests) == {"generate": [500], "verify": [1_024, 2_048]}


def test_money_for_asking_again_is_set_aside_with_the_call(invoke, server):
    """Under a cap that pays for one asking alone nothing is sent; what was set aside is given back at the end."""
    arguments = ("vote", QUESTION, "-e", 1, "-m", "openai/gpt-4o-mini", "--json", "-q")
    worst = Decimal(json.loads(invoke(*arguments, "--dry-run").stdout)["cost_usd"]["worst"])
    assert invoke(*arguments, "--max-cost", f"{worst * Decimal('0.9'):f}").exit_code == 3
    assert server.requests == []
    assert invoke(*arguments, "--max-cost", f"{worst:f}").exit_code == 0
    assert [*(the_ledger().folder / "reservations").glob("*")] == []


@pytest.mark.parametrize(
    ("model", "depth", "line"),
    [
        ("openai/gpt-4o-mini", ("--thinking-tokens", 2_000), "cannot be told how deep to think"),
        ("openai/gpt-4o-mini", ("--reasoning-effort", "none"), ""),
        ("openai/o4-mini", ("--thinking-tokens", 0), "cannot be told not to think"),
        ("openai/o4-mini", ("--reasoning-effort", "low"), ""),
    ],
)
def test_a_model_that_cannot_be_told_how_deep_to_think_is_named_once(invoke, server, model, depth, line):
    """However many calls it gets; where there is nothing to be told, or it is told, no line comes."""
    finished = invoke("vote", QUESTION, "-m", model, "-e", 3, *depth)
    assert finished.exit_code == 0, finished.stderr
    assert finished.stderr.count("cannot be told") == bool(line)
    assert line in finished.stderr


def test_what_was_learnt_to_leave_out_in_an_earlier_run_is_told_where_details_are_wanted(invoke, server):
    server.script = lambda request: (
        status(400, "No temperature, please.") if "temperature" in request.body else Reply("Final answer: 42")
    )
    line = "openai/gpt-4o-mini is asked without a temperature, which it refused in an earlier run"
    arguments = ("-m", "openai/gpt-4o-mini", "-e", 1)
    first = invoke("vote", QUESTION, *arguments, "-v")
    assert "next without a temperature" in first.stderr
    assert line not in first.stderr
    assert line not in invoke("vote", "What is 7*6?", *arguments).stderr
    assert invoke("vote", "What is 8*6?", *arguments, "-v").stderr.count(line) == 1
    assert len(server.requests) == 4


def test_agreement_without_a_verdict_is_no_confidence(invoke, server):
    """Where a judge was asked and none was heard the line never says sure; where nobody judges by choice it does."""
    server.script = lambda request: "no idea" if is_verdict(request) else Reply("Final answer: 42")
    arguments = (QUESTION, "-m", "openai/gpt-4o-mini", "-e", 2, "--json", "-t", 0.5)
    for command in (("think",), ("vote", "--select", "weighted"), ("think", "--strategy", "escalate")):
        unheard = invoke(*command, *arguments, "--fresh")
        result = json.loads(unheard.stdout)
        assert (unheard.exit_code, result["confidence"], result["agreement"], result["interval"]) == (0, None, 1, None)
        assert "agreement 2 of 2, no verdict heard" in unheard.stderr
        assert "sure" not in unheard.stderr.replace("measure", "")
        assert invoke(*command, *arguments, "--min-confidence", 0.1).exit_code == 6
    for command in (("think", "--judge-by", "none"), ("vote",), ("vote", "--select", "majority")):
        chosen = invoke(*command, *arguments, "--min-confidence", 0.8)
        assert (chosen.exit_code, json.loads(chosen.stdout)["confidence"]) == (0, 2.5 / 3)
        assert "agreement 0.83 (2 of 2 paths agree)" in chosen.stderr
