"""A parameter that a model refuses is left out, whatever the wording, and asked for no more."""

import asyncio
import random
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from system2.core.problem import Message
from system2.model import kept
from system2.model.client import Models
from system2.model.errors import CallError
from system2.model.requests import Completion, Request
from system2.model.structured import documented_form
from tests.model.asking import MODEL, using
from tests.server import ModelServer, Reply, raw
from tests.server.messages import Request as Asked

SCHEMA = {"type": "object", "properties": {"sum": {"type": "integer"}}, "required": ["sum"]}
MOST_TRIES = 4

Body = dict[str, Any]


def wish(**more: Any) -> Request:
    """A request that holds everything a model may refuse."""
    fields: Body = {"temperature": 0.8, "max_tokens": 4096, "seed": 1, "timeout": 20.0, **more}
    messages = (Message("system", "Be brief."), Message("user", "6*7?"), Message("user", "As JSON."))
    return Request(model=MODEL, messages=messages, schema=SCHEMA, **fields)


def has_neighbours(body: Body) -> bool:
    speakers = [message["role"] for message in body["messages"] if message["role"] != "system"]
    return any(one == other for one, other in pairwise(speakers))


def format_of(body: Body) -> str:
    return str((body.get("response_format") or {}).get("type"))


HAS: dict[str, Callable[[Body], bool]] = {
    "schema": lambda body: format_of(body) == "json_schema",
    "any format": lambda body: "response_format" in body,
    "temperature": lambda body: "temperature" in body,
    "seed": lambda body: "seed" in body,
    "system": lambda body: any(message["role"] == "system" for message in body["messages"]),
    "neighbours": has_neighbours,
    "max_tokens": lambda body: "max_tokens" in body,
    "long": lambda body: body.get("max_tokens", 0) > 2048,
}

REFUSALS = [
    ("schema", 400, "Invalid parameter: 'response_format' of type 'json_schema' is not supported with this model"),
    ("schema", 422, "response_format: this type is unavailable now at line 1"),
    ("schema", 500, "Grammar error: failed to compile the schema"),
    ("any format", 400, "'response_format.type' must be 'text'"),
    ("any format", 400, "Structured outputs are not available for this deployment"),
    ("temperature", 400, "Unsupported value: 'temperature' does not support 0.8 with this model."),
    ("temperature", 422, "`temperature` and `top_p` cannot both be specified for this model."),
    ("seed", 400, "property 'seed' is unsupported"),
    ("seed", 422, "Extra inputs are not permitted: seed"),
    ("system", 400, "System role not supported"),
    ("system", 400, "Developer instruction is not enabled for models/gemma-3"),
    ("neighbours", 400, "Conversation roles must alternate user/assistant/user/assistant/..."),
    ("neighbours", 400, "after the optional system message, roles must not be consecutive"),
    ("max_tokens", 400, "Unsupported parameter: 'max_tokens' is not supported. Use 'max_completion_tokens' instead."),
    ("long", 400, "max_tokens is too large: 4096. This model supports at most 2048 completion tokens."),
    ("long", 400, "The maximum value for max_tokens is 2,048, but 4,096 was given"),
]

UNNAMED = [("schema", 2), ("temperature", 2), ("seed", 2), ("any format", 4)]
"""What is refused without a word on it, and how many requests it takes to be sure of it: two for each thing."""


async def insist(models: Models, request: Request, tries: int = MOST_TRIES) -> Completion:
    """Ask again for as long as the next try goes without something."""
    for _ in range(tries - 1):
        try:
            return await models.complete(request)
        except CallError as error:
            if error.kind != "parameter":
                raise
    return await models.complete(request)


def refusing(refuses: Callable[[Body], bool], status: int, words: str) -> Callable[[Asked], Any]:
    """A server that refuses such requests in these words."""
    return lambda asked: (
        raw(words, status=status, content_type="text/plain") if refuses(asked.body) else Reply('{"sum": 42}')
    )


@pytest.mark.parametrize(("has", "status", "words"), REFUSALS)
def test_a_refused_parameter_is_left_out_and_learnt(provider: ModelServer, has: str, status: int, words: str) -> None:
    """Within three more tries; the next request goes without it from the start."""
    provider.script = refusing(HAS[has], status, words)

    async def ask(models: Models) -> int:
        assert (await insist(models, wish())).choices[0].text == '{"sum": 42}'
        before = len(provider.requests)
        await models.complete(wish(seed=2))
        return len(provider.requests) - before

    assert using(ask) == 1
    assert len(provider.requests) <= MOST_TRIES + 1
    assert {"temperature", "seed"} - {has} <= provider.requests[-1].body.keys(), "nothing goes but what was refused"


@pytest.mark.parametrize(("has", "requests"), UNNAMED)
def test_what_a_refusal_does_not_name_is_learnt_once_it_is_sure(provider: ModelServer, has: str, requests: int) -> None:
    """From requests that were refused with it and accepted without it, and with all else that they hold."""
    provider.script = refusing(HAS[has], 400, "Bad request")
    more: Body = {"schema": None} if has == "seed" else {}  # which three guesses do not reach behind two of the format

    async def ask(models: Models) -> list[int]:
        counts = []
        for number in range(requests + 1):
            before = len(provider.requests)
            await insist(models, replace(wish(seed=number), **more))
            counts.append(len(provider.requests) - before)
        return counts

    counts = using(ask)
    assert all(count > 1 for count in counts[:-1])
    assert counts[-1] == 1
    body = provider.requests[-1].body
    assert [name for name in ("temperature", "seed", "system") if name != has and not HAS[name](body)] == []


def test_a_provider_that_refuses_at_random_teaches_nothing(provider: ModelServer) -> None:
    """Its next try is accepted, and another request shows that it takes everything."""
    chance = random.Random(7)
    refused = [True, False, False, *(chance.random() < 0.3 for _ in range(600))]
    provider.script = lambda asked: raw("Bad request", status=400) if refused[asked.number] else Reply('{"sum": 42}')

    async def ask(models: Models) -> None:
        for number in range(40):
            await insist(models, wish(seed=number), tries=9)
        provider.script = Reply('{"sum": 42}')
        await models.complete(wish())

    using(ask)
    assert {"temperature", "seed", "response_format"} <= provider.requests[-1].body.keys()
    assert len(provider.requests) > 45


@pytest.mark.parametrize("has", ["many", "any"])
def test_fewer_logprobs_are_asked_for_and_then_none(provider: ModelServer, has: str) -> None:
    """Five are what most servers hand out."""
    most = {"many": 5, "any": -1}[has]
    words = "Requested sample logprobs of 20, which is greater than max allowed: 5"
    provider.script = refusing(lambda body: body.get("top_logprobs", -1) > most, 400, words)
    request = Request(model=MODEL, messages=(Message("user", "6*7?"),), temperature=0.0, max_tokens=10, logprobs=True)
    using(lambda models: insist(models, request))
    assert provider.requests[-1].body.get("top_logprobs") == {"many": 5, "any": None}[has]


def test_the_texts_of_what_is_folded_stay(provider: ModelServer) -> None:
    """A system message moves into the user's first, and neighbours become one, in their order."""
    provider.script = refusing(lambda body: len(body["messages"]) > 1, 400, "Only one message: roles must alternate")
    system = refusing(HAS["system"], 400, "System role not supported")
    neighbours = provider.script
    provider.script = lambda asked: system(asked) if HAS["system"](asked.body) else neighbours(asked)
    using(lambda models: insist(models, wish()))
    (message,) = provider.requests[-1].body["messages"]
    assert message == {"role": "user", "content": "Be brief.\n\n6*7?\n\nAs JSON."}


def test_a_request_that_nothing_helps_is_given_up_after_three_more_tries(provider: ModelServer) -> None:
    """In the provider's words, and nothing is learnt from it."""
    provider.script = raw('{"error": {"message": "Too many messages."}}', status=400)

    async def ask(models: Models) -> None:
        for _ in range(2):
            with pytest.raises(CallError, match=r"Too many messages\."):
                await insist(models, wish(), tries=10)
        provider.script = Reply('{"sum": 42}')
        await models.complete(wish())

    using(ask)
    assert len(provider.requests) <= MOST_TRIES + 2
    assert {"temperature", "seed", "response_format"} <= provider.requests[-1].body.keys()


def test_many_refusals_at_once_leave_out_one_thing_only(provider: ModelServer) -> None:
    """Paths that are asked for together meet the same refusal together."""
    provider.script = refusing(HAS["seed"], 400, "Bad request about the seed")

    async def ask(models: Models) -> None:
        await asyncio.gather(*(models.complete(wish(seed=number)) for number in range(5)), return_exceptions=True)
        await models.complete(wish())

    using(ask)
    assert {"temperature", "response_format"} <= provider.requests[-1].body.keys()


def test_what_was_learnt_is_kept_for_a_week(provider: ModelServer, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """For the next run too; after that the model is asked again."""
    provider.script = refusing(HAS["temperature"], 400, "No temperature, please.")
    file = home / "refused.json"
    for runs, requests in ((1, 2), (2, 3)):
        using(lambda models: insist(models, wish()), lambda: Models(learnt=file))
        assert len(provider.requests) == requests, runs
    assert file.stat().st_mode & 0o777 == 0o600

    class Later(datetime):
        @classmethod
        def now(cls, tz: Any = None) -> "Later":
            return cls.fromtimestamp((datetime.now(UTC) + timedelta(days=8)).timestamp(), UTC)

    monkeypatch.setattr(kept, "datetime", Later)
    using(lambda models: insist(models, wish()), lambda: Models(learnt=file))
    assert len(provider.requests) == 5


@pytest.mark.parametrize(
    "damage", ["", "[]", "{", '{"a": 1}', '{"a": {"omitted": 1, "longest": null, "at": "x"}}', "[" * 9999]
)
def test_a_damaged_file_is_no_trouble(provider: ModelServer, tmp_path: Path, damage: str) -> None:
    """What was learnt is met again, and kept again."""
    file = tmp_path / "refused.json"
    file.write_text(damage)
    provider.script = refusing(HAS["temperature"], 400, "No temperature, please.")
    for _ in range(2):
        using(lambda models: insist(models, wish()), lambda: Models(learnt=file))
    assert len(provider.requests) == 3


def test_what_is_documented_is_not_tried(provider: ModelServer) -> None:
    """A model that is known to take JSON mode alone is not asked for a schema."""
    assert documented_form("openai/gpt-4-turbo") == "json"
