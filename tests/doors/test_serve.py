"""`system2 serve`: OpenAI's own client and hostile ones, in front of a real server and a provider on loopback."""

import asyncio
import json
import signal
import socket
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import partial

import openai
import pytest
from openai.types.chat import ChatCompletion

from system2.config.serving import Serving
from system2.errors import UsageError
from tests.commands import FAKE_KEY, Commands, Running
from tests.conftest import say_nothing_of_endings
from tests.server import ModelServer, roles, status, verdict

pytest.importorskip("starlette", reason="the extra `serve` is not installed")

MODEL = "openai/gpt-4o-mini"
CONFIG = f"""
[serve]
models = ["{MODEL}", "panel:both"]

[panels.both]
models = ["{MODEL}", "openai/gpt-4.1"]
"""


@dataclass(frozen=True)
class Door:
    """A server that runs, a client with its key, the commands in its home, and the provider behind it."""

    running: Running
    client: openai.OpenAI
    commands: Commands
    provider: ModelServer

    @property
    def key(self) -> str:
        return self.client.api_key

    @property
    def port(self) -> int:
        return self.client.base_url.port

    def ask(self, model: str, question: str, **more: object) -> object:
        return self.client.chat.completions.create(
            model=model, messages=[{"role": "user", "content": question}], **more
        )

    def spent(self) -> dict[str, object]:
        return json.loads(self.commands.run("cost", "today", "--json").stdout)


@contextmanager
def opened(commands: Commands, key: str, provider: ModelServer, *options: str):
    running = commands.start("system2", "serve", "--port", "0", *options)
    try:
        with openai.OpenAI(base_url=running.process.stdout.readline().strip(), api_key=key) as client:
            yield Door(running, client, commands, provider)
    finally:
        if running.process.poll() is None:
            running.process.terminate()
        finished = running.finish()
    assert (finished.exit_code, finished.stdout) == (0, ""), finished.stderr


@pytest.fixture(scope="module")
def door(tmp_path_factory):
    """One server for all tests here, with a key."""
    folder = tmp_path_factory.mktemp("doors")
    home = folder / "system2"
    home.mkdir(mode=0o700)
    say_nothing_of_endings(home)
    (home / "config.toml").write_text(CONFIG)
    with ModelServer() as provider:
        provider.script = roles(lambda request: f"Path {request.number}.\n\nFinal answer: 42", verdict(True, 0.9))
        commands = Commands(folder, {"OPENAI_BASE_URL": provider.url, "OPENAI_API_KEY": FAKE_KEY})
        key = commands.run("system2", "serve", "--new-key", "laptop").stdout.strip()
        assert key not in (home / "config.toml").read_text()
        with opened(commands, key, provider, "--max-cost", "0.05") as door:
            yield door
    assert not provider.journal.problems


def test_a_name_says_how_to_reason_and_all_is_in_the_ledger(door):
    """The client's own type parses each reply; its usage is that of all calls."""
    named = {row.id for row in door.client.models.list()}
    tokens = 0
    for model, strategy in (
        (MODEL, "direct"),
        (f"think/2/{MODEL}", "best-of-n"),
        (f"vote/3/{MODEL}", "vote"),
        (f"auto/{MODEL}", "auto"),
        ("panel:both", "best-of-n"),
    ):
        reply = door.ask(model, f"What is 6*7, by {model}?")
        assert isinstance(reply, ChatCompletion)
        assert ChatCompletion.model_validate_json(reply.model_dump_json()) == reply
        assert (reply.model, reply.choices[0].finish_reason) == (model, "stop")
        assert "Final answer: 42" in reply.choices[0].message.content
        told = reply.model_extra["system2"]
        assert (told["answer"], told["strategy"]) == ("42", strategy)
        assert reply.usage.total_tokens == reply.usage.prompt_tokens + reply.usage.completion_tokens
        tokens += reply.usage.total_tokens
        assert model in named or model.startswith(("think", "vote"))
    easy = door.ask(f"auto/{MODEL}", 'Translate "cat" into French.')
    assert easy.model_extra["system2"]["calls"]["made"] == 1
    tokens += easy.usage.total_tokens
    spent = door.spent()
    assert spent["calls"] == len(door.provider.requests)
    assert tokens == sum(exchange.usage.input + exchange.usage.output for exchange in door.provider.exchanges)


def test_a_plain_model_is_asked_in_the_clients_own_words(door):
    """System messages and earlier turns go along, and nothing of ours."""
    said = [
        {"role": "system", "content": "Be brief."},
        {"role": "user", "content": "What is 6*7?"},
        {"role": "assistant", "content": "42"},
        {"role": "user", "content": [{"type": "text", "text": "And half of it?"}]},
    ]
    door.client.chat.completions.create(model=MODEL, messages=said, temperature=0.3, max_tokens=50, seed=7)
    body = door.provider.requests[-1].body
    assert [(each["role"], each["content"]) for each in body["messages"]] == [
        ("system", "Be brief."),
        ("user", "What is 6*7?"),
        ("assistant", "42"),
        ("user", "And half of it?"),
    ]
    assert (body["temperature"], body["max_tokens"], body["seed"]) == (0.3, 50, 7)


def test_a_stream_tells_verdicts_and_votes_as_thoughts_and_then_the_answer(door):
    """A plain model's text is passed on piece by piece."""
    for model, thought in ((f"think/2/{MODEL}", "0.90 correct"), (f"vote/3/{MODEL}", 'votes: "42" 2'), (MODEL, "")):
        pieces = list(door.ask(model, f"Stream 6*7 by {model}.", stream=True, stream_options={"include_usage": True}))
        deltas = [piece.choices[0].delta for piece in pieces if piece.choices]
        thoughts = "".join((delta.model_extra or {}).get("reasoning_content", "") for delta in deltas)
        texts = [delta.content for delta in deltas if delta.content]
        assert thought in thoughts
        assert "".join(texts).endswith("Final answer: 42")
        assert (len(texts) > 1, thoughts == "") == (model == MODEL, model == MODEL)
        *_, last, used = pieces
        assert last.choices[0].finish_reason == "stop"
        assert last.model_extra["system2"]["answer"] == "42"
        assert used.usage.total_tokens > 0


REFUSED = (
    ({"tools": [{"type": "function", "function": {"name": "rm"}}]}, 400, "paths call no tools"),
    ({"n": 2}, 400, "think/N/MODEL"),
    ({"response_format": {"type": "json_object"}}, 400, "answers are text"),
    ({"temperature": 9}, 400, "--temperature is 9"),
    ({"messages": []}, 400, "messages"),
    ({"messages": [{"role": "assistant", "content": "42"}]}, 400, "the user's question"),
    (
        {"messages": [{"role": "user", "content": [{"type": "image_url", "image_url": {"url": "x"}}]}]},
        400,
        "text alone",
    ),
    ({"messages": [{"role": "user", "content": "half a \ud83d"}]}, 400, "UTF-8"),
    *(({field: "sh -c id"}, 400, f"no field '{field}'") for field in ("check", "tests", "file", "lookup", "verifier")),
    *(
        ({"model": model}, 404, "is not offered here")
        for model in (
            *("cmd:id", "think/2/cmd:id", f"think/2/{MODEL},cmd:id", f"{MODEL}\ncmd:id", "local:/etc/passwd", "local"),
            *("openai/gpt-4.1", "panel:other", "preset:cheap", "huggingface/http://evil.example/x", "", "think/2/"),
        )
    ),
    ({"model": f"think/500/{MODEL}"}, 400, "--effort is 500"),
    ({"max_tokens": 0}, 400, "--max-tokens is 0"),
)


def test_what_is_not_done_here_is_refused_with_the_reason_and_asks_no_model(door):
    before = len(door.provider.requests)
    for fields, expected, reason in REFUSED:
        body = {"model": MODEL, "messages": [{"role": "user", "content": "What is 6*7?"}]} | fields
        answered, error = post(door, json.dumps(body).encode())
        assert answered == expected, (fields, error)
        assert reason in error["error"]["message"], (fields, error)
        assert error["error"].keys() == {"message", "type", "param", "code"}
    assert len(door.provider.requests) == before


def test_all_models_are_those_with_a_plain_name():
    """What a name could reach besides a model is not among them."""
    from system2.doors.names import way_named

    offers = Serving(("*",)).offers
    assert way_named("openai/gpt-4o", Serving(("*",))).asked["generator"] == "openai/gpt-4o"  # whatever config says
    assert all(map(offers, ("openai/gpt-4o", "ollama/qwen3:8b", "panel:both", "local")))
    assert not any(map(offers, ("cmd:id", "local:/x", "a,cmd:id", "a\ncmd:id", "huggingface/https://x", "../x", "")))
    assert not any(offers(f"{space}cmd:id") for space in " \t\n\x0b\u00a0\u2028")


def test_a_program_is_offered_by_no_name_but_one_that_is_listed(home):
    """An alias, a panel and a preset may have a program behind them, which "*" does not mean."""
    from system2.doors.names import names_offered, way_named

    (home / "config.toml").write_text(
        "[aliases]\nagent = 'cmd:id'\nfast = 'openai/gpt-4o'\n[panels.ours]\nmodels = ['fast', 'agent']\n"
        "[presets.judged]\nmodel = 'fast'\nverifier = ['fast', 'agent']\n"
    )
    for name in ("agent", "panel:ours", "preset:judged"):
        with pytest.raises(UsageError, match="is not offered here"):
            way_named(f"think/2/{name}", Serving(("*",)))
        assert way_named(f"think/2/{name}", Serving((name,))).asked["model"] == name
    offered = names_offered(Serving(("*",)))
    assert {"fast", "preset:careful"} <= {*offered}
    assert not any(word in name for name in offered for word in ("agent", "ours", "judged"))


def test_a_cap_refuses_with_what_is_left_and_until_when(door):
    """Whole or streamed, with a status that OpenAI's client does not try again."""
    door.commands.run("budget", "set", "--daily", "0")
    before = len(door.provider.requests)
    try:
        for streamed in (False, True):
            with pytest.raises(openai.APIStatusError) as refused:
                door.ask(f"think/2/{MODEL}", "What does a refusal cost?", stream=streamed)
            assert refused.value.status_code == 402
            assert refused.value.body["code"] == "cap_reached"
            for told in ("the day's cap", "$0.00 left until midnight", "budget set --daily"):
                assert told in refused.value.body["message"]
    finally:
        door.commands.run("budget", "unset", "--daily")
    with pytest.raises(openai.APIStatusError, match=r"this run's cap: \$0\.05"):
        door.ask(f"think/90/{MODEL}", "x" * 200_000)
    assert len(door.provider.requests) == before


def test_a_provider_that_fails_is_told_in_openais_shape(door):
    script = door.provider.script
    door.provider.script = lambda request: status(401)
    try:
        with pytest.raises(openai.APIStatusError) as refused:
            door.ask(MODEL, "Who is there?")
    finally:
        door.provider.script = script
    assert (refused.value.status_code, refused.value.body["code"]) == (502, "provider_key")


def test_a_client_that_hangs_up_stops_its_run_which_is_settled(door):
    """Nothing stays reserved."""
    reservations = door.commands.folder / "system2" / "ledger" / "reservations"
    for streamed in (False, True):
        gate = door.provider.hold()
        known = len(door.provider.requests)
        body = {
            "model": f"vote/2/{MODEL}",
            "stream": streamed,
            "messages": [{"role": "user", "content": f"Gone? {streamed}"}],
        }
        with connection(door) as client:
            client.sendall(head(door, len(json.dumps(body))) + json.dumps(body).encode())
            door.provider.wait_for_requests(known + 2)
        door.provider.wait_until_idle()
        assert {each.departure for each in door.provider.exchanges[known:]} == {"gone"}
        gate.open()
    assert door.ask(MODEL, "Still there?").choices
    assert list(reservations.glob("*.toml")) == []


def test_as_many_runs_as_there_may_be_are_under_way_and_none_for_ever():
    """Who comes too many is told to come again, and what takes too long is stopped."""
    from system2.doors.runs import Runs
    from system2.doors.troubles import Trouble

    lines = []

    async def for_ever(problem, **asked):
        await asyncio.Event().wait()

    async def program():
        runs = Runs(1, lines.append, seconds=0.01)
        run = runs.begin("laptop", for_ever, "6*7?", {})
        with pytest.raises(Trouble) as busy:
            runs.begin("laptop", for_ever, "6*7?", {})
        with pytest.raises(Trouble) as stopped:
            await run.result()
        await runs.close()
        return [busy.value.status, stopped.value.status]

    assert asyncio.run(program()) == [429, 503]
    assert lines == ["laptop: stopped"]


@contextmanager
def connection(door):
    with socket.create_connection(("127.0.0.1", door.port), timeout=60) as client:
        yield client


def head(door, length, *lines, key=None, host="localhost", kind="application/json", method="POST") -> bytes:
    own = [f"Host: {host}", f"Authorization: Bearer {door.key if key is None else key}", f"Content-Type: {kind}"]
    sized = [] if length is None else [f"Content-Length: {length}"]
    return "\r\n".join(
        [f"{method} /v1/chat/completions HTTP/1.1", "Connection: close", *own, *sized, *lines, "", ""]
    ).encode()


def status_of(door, request: bytes) -> tuple[int, bytes]:
    """The status of the reply, and all that came; 0 where the connection was closed without any."""
    with connection(door) as client:
        reply = b""
        with suppress(OSError):  # it does not listen any longer
            client.sendall(request)
        with suppress(OSError):
            while piece := client.recv(65_536):
                reply += piece
    return (int(reply.split(b" ", 2)[1]) if reply else 0), reply


def post(door, body: bytes) -> tuple[int, dict]:
    answered, reply = status_of(door, head(door, len(body)) + body)
    return answered, json.loads(reply.partition(b"\r\n\r\n")[2])


QUESTION = json.dumps({"model": MODEL, "messages": [{"role": "user", "content": "Let me in."}]}).encode()
LARGE = 100 * 1024 * 1024
SIZE = len(QUESTION)


def attacks(door):
    """What is tried, and the status that meets it; 0 is a connection that is closed."""
    deep = b'{"model": ' + b"[" * 100_000
    return {
        "no key": (head(door, SIZE, key="") + QUESTION, {401}),
        "a wrong key": (head(door, SIZE, key="s2-guess") + QUESTION, {401}),
        "a key that is no text": (head(door, SIZE, key="\xff\xfe") + QUESTION, {401}),
        "a page under a name that was bent to this machine": (
            head(door, SIZE, host=f"evil.example:{door.port}") + QUESTION,
            {421},
        ),
        "a page of another place": (head(door, SIZE, "Origin: https://evil.example") + QUESTION, {403}),
        "its question whether it may": (
            head(door, 0, "Origin: https://evil.example", "Access-Control-Request-Method: POST", method="OPTIONS"),
            {403},
        ),
        "a form, which needs no such question": (head(door, SIZE, kind="text/plain") + QUESTION, {415}),
        "a large body": (head(door, LARGE), {413}),
        "a large body in pieces": (
            head(door, None, "Transfer-Encoding: chunked") + b"200000\r\n" + b" " * 0x200000 + b"\r\n0\r\n\r\n",
            {413, 0},
        ),
        "deep JSON": (head(door, len(deep)) + deep, {400}),
        "no JSON": (head(door, 4) + b"\xff\xfe{}", {400}),
        "two lengths": (head(door, SIZE, "Content-Length: 5") + QUESTION, {400}),
        "a length and pieces": (head(door, SIZE, "Transfer-Encoding: chunked") + b"0\r\n\r\n", {400}),
        "two hosts": (head(door, SIZE, "Host: evil.example") + QUESTION, {400}),
        "a header that is smuggled in": (head(door, SIZE, "X: y\nHost: evil.example") + QUESTION, {400}),
        "a long head": (head(door, SIZE, f"X: {'y' * 100_000}") + QUESTION, {431, 400}),
        "no HTTP": (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" * 9, {400}),
    }


def test_attacks_are_refused_before_any_model_is_asked(door):
    before = len(door.provider.requests)
    for attack, (request, expected) in attacks(door).items():
        answered, reply = status_of(door, request)
        assert answered in expected, (attack, reply[:500])
        assert b"access-control" not in reply.lower(), attack
    assert len(door.provider.requests) == before
    answered, reply = status_of(door, b"GET /health HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n")
    assert (answered, reply.partition(b"\r\n\r\n")[2]) == (200, b'{"status": "ok"}')


def test_who_keeps_the_server_waiting_for_a_head_is_cut_off(home, monkeypatch):
    """As a slow loris does, a byte at a time."""
    from system2.doors import listening
    from system2.doors.app import Door as Behind
    from system2.doors.runs import Runs

    monkeypatch.setattr(listening, "HEAD_SECONDS", 0.05)
    monkeypatch.setattr(listening, "imported", partial(asyncio.sleep, 0))  # no model is asked

    async def attack():
        ready = asyncio.Event()
        behind = Behind(Serving((MODEL,)), Runs(1, print))
        with listening.listener("127.0.0.1", 0) as at:
            serving = asyncio.create_task(listening.serve(behind, at, "127.0.0.1", ready.set))
            await ready.wait()
            reader, writer = await asyncio.open_connection(*at.getsockname())
            writer.write(b"GET /health HT")
            heard = await asyncio.wait_for(reader.read(), 60)
            writer.close()
            serving.cancel()
            await asyncio.gather(serving, return_exceptions=True)
        return heard

    assert asyncio.run(attack()) == b""


def test_a_second_signal_stops_what_runs_and_tells_its_client(door):
    """The first lets it go on for a while."""
    gate = door.provider.hold()
    known = len(door.provider.requests)
    body = json.dumps({"model": MODEL, "messages": [{"role": "user", "content": "What ends?"}]}).encode()
    with opened(door.commands, door.key, door.provider) as ending, connection(ending) as client:
        client.sendall(head(ending, len(body)) + body)
        door.provider.wait_for_requests(known + 1)
        ending.running.process.send_signal(signal.SIGTERM)
        ending.running.process.send_signal(signal.SIGINT)
        reply = b""
        while piece := client.recv(65_536):
            reply += piece
    gate.open()
    assert reply.startswith(b"HTTP/1.1 503")
    assert b'"code": "interrupted"' in reply


def test_it_does_not_begin_where_it_would_serve_nobody_or_everybody(invoke, home, monkeypatch):
    """Each in one line that says what to do."""
    from system2.cli import serve as command

    for config, options, told in (
        ("", (), "system2 config set serve.models"),
        ('[serve]\nmodels = ["*"]\n', ("--host", "0.0.0.0"), "system2 serve --new-key NAME"),
        ('[serve]\nmodels = ["*"]\n', ("--max-cost", "much"), "--max-cost"),
        ("[serve]\nkeys = { me = 'secret' }\n", (), "has to hold sha256:HASH"),
        ("[serve]\nmodel = 'x'\n", (), "sets 'model'"),
    ):
        (home / "config.toml").write_text(config)
        finished = invoke("system2", "serve", *options)
        assert (finished.exit_code, finished.stdout, finished.stderr.count("\n")) == (2, "", 1), finished.stderr
        assert told in finished.stderr
    assert invoke("system2", "config", "set", "serve.models", "openai/x,panel:y").exit_code == 2  # `model` still stands
    monkeypatch.setattr(command, "find_spec", lambda name: None)
    finished = invoke("system2", "serve")
    assert (finished.exit_code, "[serve]" in finished.stderr) == (2, True)
