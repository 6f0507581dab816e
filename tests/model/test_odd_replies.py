"""Replies that differ from OpenAI's own are read as a tolerant client would; what is none is named for what it is."""

import json
from typing import Any

import pytest

from system2.core.json_reader import read_json
from system2.core.money import Usage
from tests.model.asking import ask, failure
from tests.server import ModelServer, raw

HTML, PLAIN = "text/html", "text/plain"
USAGE = {"prompt_tokens": 100, "completion_tokens": 20, "total_tokens": 120}
SAID = "Final answer: 42"


def whole(message: dict[str, Any], finish: str | None = "stop", **more: Any) -> str:
    return json.dumps({"choices": [{"index": 0, "message": message, "finish_reason": finish}], "usage": USAGE, **more})


def chunk(delta: dict[str, Any], finish: str | None = None, **more: Any) -> str:
    return json.dumps({"choices": [{"index": 0, "delta": delta, "finish_reason": finish}], **more})


def events(*lines: str) -> str:
    return "".join(f"{line}\n\n" for line in lines)


PARTS = [{"type": "thinking", "thinking": [{"type": "text", "text": "hm"}]}, {"type": "text", "text": SAID}]
STREAM = events(f"data: {chunk({'content': SAID})}", f"data: {chunk({}, 'stop', usage=USAGE)}", "data: [DONE]")

COUNT = json.dumps({"choices": [], "usage": USAGE})
OURS = {"choices": [{"message": {"content": SAID}, "finish_reason": "stop"}], "usage": USAGE}
NESTED = '{"error": {"message": "{\\n \\"error\\": {\\"message\\": \\"Exhausted.\\"}}"}}'
AWAY = {"Location": "https://evil.example/v1"}

WHOLE = {
    "parts": whole({"content": PARTS}),
    "one part": whole({"content": {"type": "text", "text": SAID}}),
    "parts that are texts": whole({"content": ["Final ", "answer: 42"]}),
    "output_text": whole({"content": [{"type": "output_text", "text": SAID}]}),
    "no role, no index": json.dumps(
        {"choices": [{"message": {"content": SAID}, "finish_reason": "stop"}], "usage": USAGE}
    ),
    "an old completion": json.dumps({"choices": [{"text": SAID, "finish_reason": "stop"}], "usage": USAGE}),
    "no reason": whole({"content": SAID}, None),
    "[DONE] behind it": whole({"content": SAID}) + "\ndata: [DONE]\n\n",
    "a name before it": "data: " + whole({"content": SAID}),
    "a stream": STREAM,
    "a byte order mark": "\ufeff" + whole({"content": SAID}),
    "a null beside it": whole({"content": SAID, "tool_calls": None, "refusal": None, "reasoning": None}),
}
STREAMED = {
    "parts": events(f"data: {chunk({'content': PARTS})}", f"data: {chunk({}, 'stop', usage=USAGE)}", "data: [DONE]"),
    "a whole reply": whole({"content": SAID}),
    "a whole reply over many lines": json.dumps(json.loads(whole({"content": SAID})), indent=2),
    "a whole reply as an event": f"data: {whole({'content': SAID})}\n\ndata: [DONE]\n\n",
    "JSON, then [DONE]": whole({"content": SAID}) + "\ndata: [DONE]\n\n",
    "no reason but [DONE]": events(f"data: {chunk({'content': SAID}, usage=USAGE)}", "data: [DONE]"),
    "no reason but usage": events(f"data: {chunk({'content': SAID})}", f"data: {COUNT}"),
    "names, waits": ": hello\n\nretry: 3000\nid: 1\nevent: x\n" + STREAM.replace("data: [", ": ping\n\ndata: ["),
    "no space": STREAM.replace("data: ", "data:"),
    "no empty lines": STREAM.replace("\n\n", "\n"),
    "other ends of lines": STREAM.replace("\n", "\r\n"),
    "bare lines": "\n".join([chunk({"content": SAID}), chunk({}, "stop", usage=USAGE)]),
    "usage in every piece": events(
        f"data: {chunk({'content': 'Final '}, usage={**USAGE, 'completion_tokens': 2, 'total_tokens': 102})}",
        f"data: {chunk({'content': 'answer: 42'}, 'stop', usage=USAGE)}",
        "data: [DONE]",
    ),
    "every piece twice": events(
        *(f"data: {chunk({'content': 'Final an'})}",) * 2,
        *(f"data: {chunk({'content': 'swer: 42'})}",) * 2,
        *(f"data: {chunk({}, 'stop', usage=USAGE)}",) * 2,
        "data: [DONE]",
    ),
    "the last piece again": events(
        f"data: {chunk({'content': 'Final an'})}",
        *(f"data: {chunk({'content': 'swer: 42'}, 'stop', usage=USAGE)}",) * 2,
        "data: [DONE]",
    ),
    "rubbish between": STREAM.replace("data: [DONE]", "data: {oops\n\ndata: null\n\ndata: [DONE]"),
}  # fmt: skip


@pytest.mark.parametrize(
    ("stream", "sent"),
    [(False, text) for text in WHOLE.values()] + [(True, text) for text in STREAMED.values()],
    ids=[*WHOLE, *STREAMED],
)
def test_an_odd_reply_is_read_like_a_plain_one(provider: ModelServer, stream: bool, sent: str) -> None:
    """Text, usage and end are what they would be in OpenAI's own form."""
    provider.script = raw(sent, content_type="text/event-stream" if stream else "application/json")
    completion = ask(stream=stream)
    assert completion.choices[0].text == SAID
    assert (completion.choices[0].finish_reason, completion.usage) == ("stop", Usage(100, output=20))


@pytest.mark.parametrize("ends", [1, 2])
def test_a_token_that_repeats_is_said_as_often_as_the_model_says_it(provider: ModelServer, ends: int) -> None:
    """Also where a server tells twice that this was the end."""
    first = chunk({"role": "assistant", "content": "1"})
    pieces = [first, *(chunk({"content": digit}) for digit in "100"), *(chunk({}, "stop", usage=USAGE),) * ends]
    provider.script = raw(events(*(f"data: {piece}" for piece in pieces), "data: [DONE]"))
    assert ask(stream=True).choices[0].text == "1100"


@pytest.mark.parametrize("name", ["reasoning_content", "reasoning", "thinking", "reasoning_text"])
@pytest.mark.parametrize("stream", [False, True])
def test_thoughts_arrive_in_whatever_field_they_come(provider: ModelServer, name: str, stream: bool) -> None:
    """They are no part of the text."""
    provider.script = raw(whole({"content": SAID, name: "hm"}))
    (reply,) = ask(stream=stream).choices
    assert (reply.text, reply.reasoning) == (SAID, "hm")


@pytest.mark.parametrize("stream", [False, True])
@pytest.mark.parametrize(
    ("reason", "finish"),
    [
        *((name, "length") for name in ("length", "max_tokens", "model_length", "MAX_TOKENS", "max_output_tokens")),
        *((name, "filtered") for name in ("content_filter", "SAFETY", "RECITATION", "guardrail_intervened")),
        *((name, "stop") for name in ("stop", "eos", "end_turn", "STOP", "stop_sequence")),
    ],
)
def test_why_a_model_stopped_is_known_by_any_name(
    provider: ModelServer, reason: str, finish: str, stream: bool
) -> None:
    """Streamed or whole: a path that was cut off is no answer."""
    provider.script = raw(whole({"content": SAID}, reason))
    assert ask(stream=stream).choices[0].finish_reason == finish


@pytest.mark.parametrize("stream", [False, True])
@pytest.mark.parametrize("reason", ["error", "abort", "cancelled", "insufficient_system_resource"])
def test_a_reply_that_the_provider_broke_off_is_none(provider: ModelServer, reason: str, stream: bool) -> None:
    """It is asked for again, and paid as the provider counted it."""
    provider.script = raw(whole({"content": "My first guess: 41"}, reason))
    error = failure(stream=stream)
    assert (error.kind, error.retryable, error.usage) == ("reset", True, Usage(100, output=20))
    assert reason in error.reason


@pytest.mark.parametrize("stream", [False, True])
@pytest.mark.parametrize(
    ("message", "words"),
    [
        ({"content": None, "refusal": "I cannot help."}, "the model refused: I cannot help."),
        ({"content": None, "tool_calls": [{"index": 0, "id": "1", "type": "function",
          "function": {"name": "look_up", "arguments": "{}"}}]}, "called a tool that it was not given (look_up)"),
    ],
)  # fmt: skip
def test_what_comes_instead_of_a_text_is_named(
    provider: ModelServer, message: dict[str, Any], words: str, stream: bool
) -> None:
    """A refusal and the call of a tool are not taken for silence."""
    provider.script = raw(whole(message))
    assert words in ask(stream=stream).choices[0].instead


@pytest.mark.parametrize("stream", [False, True])
@pytest.mark.parametrize(
    ("script", "words", "billed", "retryable"),
    [
        (raw("<!DOCTYPE html><p>Please sign in", content_type=HTML), "a web page, status 200", "nothing", False),
        (raw("Blocked.", content_type=PLAIN), "text that is no JSON, status 200", "nothing", False),
        (raw('{"choices": [], "usage": {"prompt_tokens": 9}}'), "without a choice, status 200", "everything", True),
        (raw(""), "status 200, from 127.0.0.1", "everything", True),
        (raw('{"error": {"message": "Overloaded.", "code": 503}}'), "Overloaded.", "nothing", True),
        (raw('{"error": {"message": "No such thing.", "code": 400}}'), "No such thing.", "nothing", None),
        (raw('{"error": "model is not loaded"}', status=400), "model is not loaded", "nothing", None),
        (raw('[{"error": {"message": "API key not valid."}}]', status=401), "API key not valid.", "nothing", False),
        (raw('{"detail": [{"msg": "field required"}]}', status=422), "field required", "nothing", None),
        (raw(NESTED, status=429), "Exhausted.", "nothing", True),
        (raw("404 page not found", status=404, content_type=PLAIN), "not found (status 404", "nothing", False),
        (raw("<html><title>413 Too Large</title>", status=413, content_type=HTML), "413 Too Large", "nothing", False),
        (raw('{"a":' * 3000, status=400), '{"a":', "nothing", None),
        (raw("", status=307, headers=AWAY), "redirects to https://evil.example", "nothing", False),
        (raw("[" * 5000), "no reply but", "everything", True),
    ],
)  # fmt: skip
def test_what_is_no_reply_is_named_and_paid_only_where_a_model_may_have_been_asked(
    provider: ModelServer, script: Any, words: str, billed: str, retryable: bool | None, stream: bool
) -> None:
    """In the provider's own words, where it has any; one request each, and no other address is asked."""
    provider.script = script
    error = failure(stream=stream)
    assert words in error.reason or (words == "text that is no JSON, status 200" and stream), error.reason
    assert error.billed == billed
    assert retryable in {None, error.retryable}
    assert len(provider.exchanges) == 1


@pytest.mark.parametrize("stream", [False, True])
def test_a_reply_longer_than_was_asked_for_is_cut(provider: ModelServer, stream: bool) -> None:
    """Its text by the tokens asked for, its bytes too, counted as they are decompressed."""
    provider.script = raw(whole({"content": "9" * 200_000}))
    assert "cannot be longer" in failure(stream=stream, max_tokens=100).reason
    provider.script = raw(whole({"content": SAID}) + " " * 3_000_000)
    assert "cannot be longer" in failure(stream=stream, max_tokens=100).reason


@pytest.mark.parametrize("stream", [False, True])
@pytest.mark.parametrize(
    ("usage", "counted", "exact"),
    [
        (USAGE, Usage(100, output=20), True),
        ({"prompt_tokens": 20, "completion_tokens": 198, "total_tokens": 623}, Usage(20, output=603), False),
        ({"prompt_tokens": 20, "completion_tokens": 10, "total_tokens": 80,
          "completion_tokens_details": {"reasoning_tokens": 50}}, Usage(20, output=60, reasoning=50), True),
        ({"prompt_tokens": 20, "completion_tokens": 60, "total_tokens": 130,
          "completion_tokens_details": {"reasoning_tokens": 50}}, Usage(20, output=110, reasoning=50), True),
        ({"prompt_tokens": 100, "total_tokens": 300}, Usage(100, output=200), False),
        ({"prompt_tokens": 100, "completion_tokens": 0, "total_tokens": 100}, Usage(100), False),
        ({"completion_tokens": 20}, Usage(0, output=20), False),
        ({"prompt_tokens": 100, "completion_tokens": 20}, Usage(100, output=20), True),
        ({"input_tokens": 100, "output_tokens": 20, "total_tokens": 120}, Usage(100, output=20), True),
        ({"input_tokens": 100, "output_tokens": 20}, Usage(100, output=20), True),
        ({"prompt_tokens": "100", "completion_tokens": "20", "total_tokens": "120"}, Usage(100, output=20), True),
        ({"prompt_tokens": 100.0, "completion_tokens": 20.0, "total_tokens": 120.0}, Usage(100, output=20), True),
        ({"prompt_tokens": 100, "completion_tokens": 20, "total_tokens": 50}, Usage(100, output=20), False),
    ],
)  # fmt: skip
def test_the_larger_count_is_taken_and_exact_only_where_the_figures_add_up(
    provider: ModelServer, usage: dict[str, Any], counted: Usage, exact: bool, stream: bool
) -> None:
    """Of what the parts and the total say; thoughts that are counted beside the reply are added."""
    provider.script = raw(whole({"content": SAID}, usage=usage))
    completion = ask(stream=stream)
    assert (completion.usage, completion.usage_exact) == (counted, exact)


def test_input_in_the_first_piece_and_output_in_the_last_make_one_count(provider: ModelServer) -> None:
    """The larger of each number holds, for whichever piece of a stream said it."""
    first = json.dumps({"choices": [], "usage": {"prompt_tokens": 5000, "completion_tokens": 0, "total_tokens": 5000}})
    last = json.dumps({"choices": [], "usage": {"prompt_tokens": 0, "completion_tokens": 20, "total_tokens": 20}})
    lines = (first, chunk({"content": SAID}), chunk({}, "stop"), last, "[DONE]")
    provider.script = raw(events(*(f"data: {line}" for line in lines)), content_type="text/event-stream")
    completion = ask(stream=True)
    assert (completion.usage, completion.usage_exact) == (Usage(5000, output=20), False)


def test_json_from_outside_is_read_within_bounds() -> None:
    """No depth, no number exhausts the reader."""
    assert read_json('{"a": [1, 2]} tail') == ({"a": [1, 2]}, " tail")
    assert read_json("9" * 5000)[0] == 10**18
    for text in ("[" * 200 + "]" * 200, '{"a":' * 100_000, "", "nope"):
        with pytest.raises(ValueError, match=r".*"):
            read_json(text)
