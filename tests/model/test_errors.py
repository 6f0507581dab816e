"""What a failing provider looks like to the rest of the program."""

import inspect
import os
import socket
import time
import types

import pytest
from hypothesis import given
from hypothesis import strategies as st

from system2.model.library import import_litellm
from system2.model.secrets import scrub
from system2.model.translation import BENEATH, TABLE, is_known, one_line, translate
from tests.model.asking import KEY, failure
from tests.server import ModelServer, Reply, drip, empty, garbage, hang, reset, status, unfinished

EVERY_WAY = pytest.mark.parametrize("stream", [False, True], ids=["whole", "stream"])


def test_every_exception_that_litellm_exports_has_a_row() -> None:
    """Its own, or that of a narrower kind of error that it is one of; new releases bring new kinds."""
    exported = vars(import_litellm().exceptions).values()
    classes = {thing for thing in exported if inspect.isclass(thing) and issubclass(thing, BaseException)}
    assert len(classes) >= len(TABLE)
    for thing in classes:
        kinds = {ancestor.__name__ for ancestor in thing.__mro__} & TABLE.keys()
        assert thing.__name__ in TABLE or kinds - {"APIError", "OpenAIError"}, thing


def test_every_exception_of_the_libraries_beneath_is_known() -> None:
    import aiohttp
    import httpx
    import openai

    for library in (openai, httpx, aiohttp):
        for thing in tuple(vars(library).values()):
            if inspect.isclass(thing) and issubclass(thing, Exception) and not issubclass(thing, Warning):
                names = {ancestor.__name__ for ancestor in thing.__mro__}
                if names & {"OpenAIError", "HTTPError", "ClientError"}:
                    assert names & (BENEATH.keys() | TABLE.keys()), thing


def test_a_bug_of_our_own_is_not_taken_for_a_providers_failure() -> None:
    assert not any(map(is_known, (KeyError("x"), AttributeError("x"), AssertionError("x"), ZeroDivisionError())))


@EVERY_WAY
@pytest.mark.parametrize(
    ("refusal", "kind", "retryable"),
    [
        ((400, "The model `gpt-9` does not exist."), "unknown_model", False),
        ((400, "This model's maximum context length is 8192 tokens."), "too_long", False),
        ((401, "Incorrect API key provided."), "key", False),
        ((402, "Pay first."), "quota", False),
        ((403, "You may not use this model."), "key", False),
        ((404, "The model does not exist."), "unknown_model", False),
        ((413, "Too large."), "too_long", False),
        ((418, "I am a teapot."), "bad_request", False),
        ((451, "Not for you."), "filtered", False),
        ((429, "Slow down."), "rate_limit", True),
        ((429, "You exceeded your current quota, check your billing details."), "quota", False),
        ((500, "Oh no."), "server", True),
        ((502, "Bad gateway."), "server", True),
        ((503, "Overloaded."), "server", True),
    ],
)
def test_a_refusal_is_told_by_its_kind_and_costs_nothing(
    provider: ModelServer, refusal: tuple[int, str], kind: str, retryable: bool, stream: bool
) -> None:
    provider.script = status(*refusal)
    error = failure(stream=stream)
    assert (error.kind, error.retryable, error.billed) == (kind, retryable, "nothing")
    assert refusal[1] in error.reason
    assert len(provider.exchanges) == 1, "retries are not the client's"


def test_the_wait_that_a_provider_asks_for_is_passed_on(provider: ModelServer) -> None:
    provider.script = status(429, retry_after=7)
    assert failure().retry_after == 7.0
    provider.script = status(429)
    assert failure().retry_after is None


def test_a_wait_until_a_date_is_counted_from_now() -> None:
    """In GMT, whether it says so or not."""
    then = time.time() + 86_400
    for form in ("%a, %d %b %Y %H:%M:%S GMT", "%a %b %d %H:%M:%S %Y"):
        waited = translate(_with_headers({"retry-after": time.strftime(form, time.gmtime(then))}), streaming=False)
        assert waited.retry_after is not None, form
        assert abs(waited.retry_after - 86_400) < 60, form


def test_a_wait_that_no_provider_can_mean_is_none() -> None:
    """Our own wait holds then; a day, which a quota may take to begin anew, is meant."""
    year_9999, far = "Fri, 31 Dec 9999 23:59:59 GMT", "Fri, 31 Dec 2026 23:59:59 +99999999999999999999"
    odd = (
        "inf",
        "-inf",
        "nan",
        "1e400",
        "1e3",
        "9" * 12,
        "9" * 5000,
        "-5",
        "0x10",
        "",
        " ",
        "soon",
        "٣",
        year_9999,
        far,
    )
    for value in odd:
        assert translate(_with_headers({"retry-after": value}), streaming=False).retry_after is None, value
    for value, seconds in (("86400", 86_400.0), (" 2 ", 2.0), ("0.5", 0.5), ("0", 0.0)):
        assert translate(_with_headers({"retry-after": value}), streaming=False).retry_after == seconds


@pytest.mark.parametrize(("stream", "after_chunks", "billed"), [(False, 0, "everything"), (True, 2, "received")])
def test_a_broken_connection_is_billed_for_what_could_have_come(
    provider: ModelServer, stream: bool, after_chunks: int, billed: str
) -> None:
    provider.script = reset("one two three four five six seven", after_chunks=after_chunks)
    error = failure(stream=stream)
    assert (error.kind, error.retryable, error.billed) == ("reset", True, billed)


def test_a_stream_that_ends_without_a_finish_reason_is_no_reply(provider: ModelServer) -> None:
    provider.script = unfinished()
    error = failure(stream=True)
    assert (error.kind, error.billed) == ("reset", "received")


@pytest.mark.parametrize(("stream", "after_chunks", "billed"), [(False, 0, "everything"), (True, 2, "received")])
def test_silence_ends_at_the_time_limit(provider: ModelServer, stream: bool, after_chunks: int, billed: str) -> None:
    provider.script = hang("one two three four five six seven", after_chunks=after_chunks)
    error = failure(stream=stream, timeout=0.3)
    assert (error.kind, error.retryable, error.billed) == ("timeout", True, billed)
    assert error.reason == "no whole reply within 0.3 s"


@EVERY_WAY
def test_a_server_that_drips_bytes_is_cut_off_at_the_time_limit(provider: ModelServer, stream: bool) -> None:
    provider.script = drip(Reply("forty-two"), pause=0.05)
    started = time.monotonic()
    assert failure(stream=stream, timeout=0.5).kind == "timeout"
    assert time.monotonic() - started < 5


@EVERY_WAY
def test_a_dead_server_is_known_for_unreachable_at_once(monkeypatch: pytest.MonkeyPatch, stream: bool) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        port = unused.getsockname()[1]
    monkeypatch.setenv("OPENAI_BASE_URL", f"http://127.0.0.1:{port}/v1")
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    started = time.monotonic()
    error = failure(stream=stream)
    assert (error.kind, error.retryable, error.billed) == ("unreachable", True, "nothing")
    assert f"127.0.0.1:{port}" in error.reason
    assert time.monotonic() - started < 5


def test_a_host_without_an_address_is_unreachable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_BASE_URL", "http://nowhere.invalid/v1")
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    monkeypatch.setenv("NO_PROXY", "*")
    assert failure().kind == "unreachable"


def test_a_key_in_the_providers_words_is_not_repeated(provider: ModelServer) -> None:
    provider.script = status(401, f"Incorrect API key provided: {KEY}.")
    assert failure().reason == "Incorrect API key provided: [key]."


@EVERY_WAY
@pytest.mark.parametrize(
    "text",
    [
        "null", "[]", "1", '"x"', "{}", '{"choices": null}', '{"choices": []}', '{"choices": "abc"}', "[" * 5000,
        '{"choices": [null]}', '{"choices": [1]}', '{"choices": [{}]}', '{"choices": [{"index": 0, "delta": null}]}',
        '{"choices": [{"mess', "<html>502</html>", '{"error": {"message": "boom"}}', '{"error": "boom"}', "\ud83d",
    ],
)  # fmt: skip
def test_a_reply_that_is_none_fails_in_one_line(provider: ModelServer, text: str, stream: bool) -> None:
    provider.script = garbage(text.encode("utf-8", "replace").decode())
    error = failure(stream=stream)
    assert error.reason
    assert "\n" not in error.reason


@EVERY_WAY
def test_an_empty_reply_fails(provider: ModelServer, stream: bool) -> None:
    provider.script = empty()
    assert failure(stream=stream).retryable


@given(st.text())
def test_whatever_a_message_says_its_reason_is_one_short_line(message: str) -> None:
    line = one_line(message)
    assert len(line) <= 300
    assert len(line.splitlines()) <= 1


def test_the_words_of_a_provider_are_unwrapped() -> None:
    wrapped = 'litellm.BadRequestError: GroqException - {"error": {"message": "No such thing", "code": 1}}\nModel: x'
    assert one_line(wrapped) == "No such thing"


@given(st.text(alphabet="abcXYZ-_ \n", max_size=40), st.text(alphabet="abcXYZ-_ \n", max_size=40))
def test_no_value_of_a_secret_variable_survives_scrubbing(before: str, after: str) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(os.environ, "SOME_PROVIDER_TOKEN", "0123456789")
        assert "0123456789" not in scrub(f"{before}0123456789{after}")


def _with_headers(headers: dict[str, str]) -> Exception:
    litellm = import_litellm()
    error = litellm.exceptions.RateLimitError("slow down", "openai", "gpt-4o-mini")
    error.litellm_response_headers = types.MappingProxyType(headers)
    return error
