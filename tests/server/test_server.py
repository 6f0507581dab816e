"""The test server can be trusted: what it is told to do is what a client sees."""

import asyncio
import json
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.server import (
    Fault,
    Gate,
    ModelServer,
    RateLimit,
    Reply,
    Request,
    Token,
    Usage,
    drip,
    empty,
    garbage,
    hang,
    long_line,
    reset,
    roles,
    server_process,
    status,
    uneven,
    unfinished,
    verdict,
)
from tests.server.cases import RACK_QUESTION, rack

JUDGE = {"type": "json_schema", "json_schema": {"name": "verdict", "schema": {"properties": {"is_correct": {}}}}}


@pytest.fixture
def client(server: ModelServer) -> Iterator[httpx.Client]:
    """An HTTP client of the server."""
    headers = {"Authorization": "Bearer sk-fake-0000"}
    with httpx.Client(base_url=server.url, timeout=5, headers=headers) as client:
        yield client


def ask(client: httpx.Client, text: str = "What is 6*7?", **fields: Any) -> httpx.Response:
    body = {"model": "gpt-4o-mini", "messages": [{"role": "user", "content": text}], **fields}
    return client.post("/chat/completions", json=body)


def text_of(response: httpx.Response) -> str:
    return str(response.json()["choices"][0]["message"]["content"])


def events(response: httpx.Response) -> list[dict[str, Any]]:
    *chunks, end = [line.removeprefix("data: ") for line in response.text.split("\n\n") if line]
    assert end == "[DONE]"
    return [json.loads(chunk) for chunk in chunks]


def test_a_whole_reply_has_its_text_and_counted_tokens(server: ModelServer, client: httpx.Client) -> None:
    """Input is a token for four characters and four for the message, output a token for four characters."""
    server.script = "12345678"
    reply = ask(client, "x" * 40).json()
    assert reply["choices"][0]["message"] == {"role": "assistant", "content": "12345678"}
    assert reply["choices"][0]["finish_reason"] == "stop"
    assert reply["usage"]["prompt_tokens"] == 14
    assert reply["usage"]["completion_tokens"] == 2


def test_usage_may_be_dictated_or_hidden(server: ModelServer, client: httpx.Client) -> None:
    """Cached, reasoning and written tokens are those that the test gave; uncounted replies say nothing of them."""
    server.script = [
        Reply("a", usage=Usage(100, 50, cached=60, reasoning=30, cache_write=7)),
        Reply("b", counted=False),
    ]
    usage = ask(client).json()["usage"]
    assert usage["prompt_tokens_details"] == {"cached_tokens": 60, "cache_creation_tokens": 7}
    assert usage["completion_tokens_details"] == {"reasoning_tokens": 30}
    assert "usage" not in ask(client).json()


def test_a_stream_comes_in_chunks_with_reasoning_end_and_usage(server: ModelServer, client: httpx.Client) -> None:
    """Usage is sent only to those who asked for it."""
    server.script = Reply("forty-two", reasoning="hm", chunks=("forty", "-two"))
    chunks = events(ask(client, stream=True, stream_options={"include_usage": True}))
    deltas = [chunk["choices"][0]["delta"] for chunk in chunks if chunk["choices"]]
    assert deltas == [
        {"role": "assistant", "reasoning_content": "hm"},
        {"content": "forty"},
        {"content": "-two"},
        {},
    ]
    assert chunks[-2]["choices"][0]["finish_reason"] == "stop"
    assert chunks[-1]["usage"]["completion_tokens_details"]["reasoning_tokens"] == 1
    assert all("usage" not in chunk for chunk in events(ask(client, stream=True)))


def test_several_choices_are_each_asked_of_the_script_and_paid_together(
    server: ModelServer, client: httpx.Client
) -> None:
    """The input is counted once, the outputs add up; streamed choices keep their numbers."""
    server.script = lambda request: f"choice {request.choice}"
    reply = ask(client, n=3).json()
    assert [choice["message"]["content"] for choice in reply["choices"]] == ["choice 0", "choice 1", "choice 2"]
    assert reply["usage"]["completion_tokens"] == 6
    chunks = events(ask(client, n=3, stream=True))
    assert [chunk["choices"][0]["index"] for chunk in chunks] == [0, 1, 2, 0, 1, 2]


def test_a_script_sees_prompt_seed_repetition_and_format(server: ModelServer, client: httpx.Client) -> None:
    """What a reply may depend on is at hand."""
    seen: list[Request] = []

    def script(request: Request) -> Reply:
        seen.append(request)
        return Reply("yes")

    server.script = script
    ask(client, "a", seed=7, temperature=0.8)
    ask(client, "b", response_format=JUDGE)
    ask(client, "a", max_tokens=5)
    assert [(request.number, request.prompt, request.repetition) for request in seen] == [
        (0, "a", 0),
        (1, "b", 0),
        (2, "a", 1),
    ]
    assert (seen[0].seed, seen[0].temperature, seen[2].max_tokens) == (7, 0.8, 5)
    assert seen[1].schema == JUDGE["json_schema"]["schema"]  # type: ignore[index]
    assert seen[0].key == "sk-fake-0000"


def test_log_probabilities_are_given_where_asked_for(server: ModelServer, client: httpx.Client) -> None:
    """A test may dictate each token's alternatives."""
    server.script = Reply("Yes", tokens=(Token("Yes", alternatives={"Yes": -0.2, "No": -1.7}),))
    content = ask(client, logprobs=True, top_logprobs=2).json()["choices"][0]["logprobs"]["content"]
    assert content[0]["logprob"] == -0.2
    assert {entry["token"]: entry["logprob"] for entry in content[0]["top_logprobs"]} == {"Yes": -0.2, "No": -1.7}
    chunks = events(ask(client, logprobs=True, stream=True))
    assert chunks[0]["choices"][0]["logprobs"]["content"][0]["token"] == "Yes"
    assert "logprobs" not in ask(client).json()["choices"][0]


def test_formats_keys_and_models_that_are_not_taken_are_refused(server: ModelServer, client: httpx.Client) -> None:
    """As OpenAI refuses them: 400 with the parameter's name, 401, 404."""
    server.response_formats = ("json_object",)
    refusal = ask(client, response_format=JUDGE)
    assert (refusal.status_code, refusal.json()["error"]["param"]) == (400, "response_format")
    assert ask(client, response_format={"type": "json_object"}).status_code == 200
    server.models = ("small", "large")
    assert ask(client).status_code == 404
    assert [model["id"] for model in client.get("/models").json()["data"]] == ["small", "large"]
    server.keys = ("sk-other",)
    assert ask(client, model="small").status_code == 401


@pytest.mark.parametrize("code", [400, 401, 404, 429, 500, 503])
def test_refusals_carry_their_status_and_when_to_come_back(
    server: ModelServer, client: httpx.Client, code: int
) -> None:
    """Retry-After stands there only if it was asked for."""
    server.script = [status(code, retry_after=1.5), status(code, "No."), "fine"]
    first, second, third = ask(client), ask(client), ask(client)
    assert (first.status_code, first.headers["retry-after"]) == (code, "1.5")
    assert (second.json()["error"]["message"], "retry-after" in second.headers) == ("No.", False)
    assert text_of(third) == "fine"
    server.wait_until_idle()
    assert [exchange.is_answered for exchange in server.exchanges] == [False, False, True]


def test_connections_are_reset_before_the_first_byte_and_after_some_chunks(
    server: ModelServer, client: httpx.Client
) -> None:
    """The chunks before the reset arrive, no end does."""
    server.script = [reset(), reset("x" * 60, after_chunks=2)]
    with pytest.raises(httpx.ReadError):
        ask(client)
    with (
        pytest.raises((httpx.ReadError, httpx.RemoteProtocolError)),
        client.stream("POST", "/chat/completions", json={"messages": [], "stream": True}) as stream,
    ):
        received = []
        for line in stream.iter_lines():
            received.append(line)
    assert len([line for line in received if line]) == 2
    server.wait_until_idle()
    assert [exchange.departure for exchange in server.exchanges] == ["reset", "reset"]


def test_a_client_that_gives_up_is_seen_leaving(server: ModelServer, client: httpx.Client) -> None:
    """A hanging call ends with the client's own time-out and is logged as gone."""
    server.script = hang()
    with pytest.raises(httpx.ReadTimeout):
        client.post("/chat/completions", json={"messages": []}, timeout=0.1)
    server.wait_until_idle()
    assert [(exchange.departure, exchange.fault) for exchange in server.exchanges] == [("gone", "hang")]
    assert not server.answered


@pytest.mark.parametrize(("fault", "text"), [(garbage(), '{"choices"'), (empty(), "")])
def test_nonsense_comes_with_status_200(server: ModelServer, client: httpx.Client, fault: Fault, text: str) -> None:
    """A client must read it to find out."""
    server.script = fault
    for streams in (False, True):
        reply = ask(client, stream=streams)
        assert reply.status_code == 200
        assert text in reply.text
        assert '"content": "Six' not in reply.text


def test_a_dripping_reply_is_whole_in_the_end(server: ModelServer, client: httpx.Client) -> None:
    """Cut anywhere, inside a Chinese character too."""
    server.script = drip(Reply("答案是四十二"), pause=0, size=1)
    assert text_of(ask(client)) == "答案是四十二"
    assert events(ask(client, stream=True))[-1]["choices"][0]["finish_reason"] == "stop"


def test_a_stream_may_end_without_a_reason(server: ModelServer, client: httpx.Client) -> None:
    """Neither finish reason, nor usage, nor the last event."""
    server.script = unfinished()
    text = ask(client, stream=True).text
    assert "[DONE]" not in text
    assert '"finish_reason": "' not in text


def test_a_megabyte_may_stand_on_one_line(server: ModelServer, client: httpx.Client) -> None:
    """In a stream and in a whole reply."""
    server.script = long_line(1_000_000)
    assert len(text_of(ask(client))) == 1_000_000
    assert max(map(len, ask(client, stream=True).text.splitlines())) > 1_000_000


def test_more_than_the_allowed_rate_is_refused(server: ModelServer, client: httpx.Client) -> None:
    """The first calls of each window pass, the rest get 429."""
    server.rate_limit = RateLimit(3, seconds=3600, retry_after=2)
    replies = [ask(client) for _ in range(5)]
    assert [reply.status_code for reply in replies] == [200, 200, 200, 429, 429]
    assert replies[-1].headers["retry-after"] == "2"


def test_gates_freeze_a_run_before_and_within_replies(server: ModelServer, client: httpx.Client) -> None:
    """Held requests have arrived and are not answered; a stream stops before the gated chunk."""
    gate = server.hold(lambda request: request.prompt == "slow")
    asking = threading.Thread(target=ask, args=(client, "slow"))
    asking.start()
    server.wait_for_requests(1)
    assert server.exchanges[0].departed is None
    gate.open()
    asking.join()
    server.wait_until_idle()
    assert server.exchanges[0].is_answered

    middle = Gate()
    server.script = Reply("abcd", chunks=("ab", "cd"), gates={1: middle})
    with client.stream("POST", "/chat/completions", json={"messages": [], "stream": True}) as stream:
        lines = (line for line in stream.iter_lines() if line)
        assert '"ab"' in next(lines)
        assert server.exchanges[1].departed is None
        middle.open()
        assert '"cd"' in next(lines)


def test_concurrency_is_measured(server: ModelServer) -> None:
    """The peak is the number of requests that were open at the same time."""
    gate = server.hold()

    async def ask_at_once() -> None:
        async with httpx.AsyncClient(base_url=server.url) as client:
            asking = [asyncio.ensure_future(client.post("/chat/completions", json={"messages": []})) for _ in range(20)]
            await asyncio.to_thread(server.wait_for_requests, 20)
            gate.open()
            await asyncio.gather(*asking)

    asyncio.run(ask_at_once())
    server.wait_until_idle()
    assert server.peak == 20
    assert len(server.answered) == 20


def test_latency_is_kept_and_uneven_latency_has_its_mean(server: ModelServer, client: httpx.Client) -> None:
    """A reply takes its latency and a pause between its chunks, streamed or not."""
    server.script = Reply("abc", chunks=("a", "b", "c"), latency=0.02, pause=0.02)
    for streams in (False, True):
        ask(client, stream=streams)
        server.wait_until_idle()
        exchange = server.exchanges[-1]
        assert exchange.departed
        assert exchange.departed - exchange.request.at >= 0.06
    draw = uneven(0.3, seed=1)
    latencies = [draw(Request(number, 0, 0.0, {})) for number in range(2000)]
    assert 0.28 < sum(latencies) / 2000 < 0.32
    assert max(latencies) > 3 * min(latencies)
    assert latencies[5] == draw(Request(5, 0, 0.0, {}))


def test_the_judge_is_recognised_by_schema_or_words(server: ModelServer, client: httpx.Client) -> None:
    """Solvers and judge read from scripts of their own."""
    server.script = roles(["one", "two"], verdict(False, 0.2))
    assert text_of(ask(client)) == "one"
    assert json.loads(text_of(ask(client, response_format=JUDGE)))["is_correct"] is False
    assert json.loads(text_of(ask(client, "Reply with is_correct.")))["confidence"] == 0.2
    assert text_of(ask(client)) == "two"
    assert (len(server.paths), len(server.verdicts)) == (2, 2)


def test_the_rack_trap_catches_exactly_its_share(server: ModelServer, client: httpx.Client) -> None:
    """Two of five by default, with seeds and without; the judge tells them apart."""
    server.script = rack()
    texts = [text_of(ask(client, RACK_QUESTION)) for _ in range(5)]
    assert sum(text.endswith("500") for text in texts) == 2
    seeded = [text_of(ask(client, RACK_QUESTION, seed=1000 + index)) for index in range(5)]
    assert sum(text.endswith("500") for text in seeded) == 2
    for text in texts:
        judged = json.loads(text_of(ask(client, f"{RACK_QUESTION}\n\n{text}", response_format=JUDGE)))
        assert judged["is_correct"] == text.endswith("250")


def test_the_servers_process_logs_arrivals_and_departures(tmp_path: Path) -> None:
    """Its log is complete for every reply that was sent, and says which were not."""
    script = "from tests.server import hang\nscript = lambda request: hang() if request.prompt == 'hang' else 'hello'"
    with server_process(tmp_path, script) as process, httpx.Client(base_url=process.url) as client:
        assert text_of(ask(client)) == "hello"
        with pytest.raises(httpx.ReadTimeout):
            client.post("/chat/completions", json={"messages": [{"role": "user", "content": "hang"}]}, timeout=0.1)
    departures = [(exchange.departure, exchange.is_answered) for exchange in process.exchanges]
    assert departures == [("sent", True), ("gone", False)]


def test_a_script_that_fails_is_reported() -> None:
    """Its request gets 400, and the server remembers why, so that the test fails."""
    with ModelServer(["only one"]) as server, httpx.Client(base_url=server.url) as client:
        ask(client)
        assert ask(client).status_code == 400
    assert "nothing left to say" in server.journal.problems[0]
