"""Which replies are kept, so that they are not paid for again."""

import asyncio

import pytest

from system2.core.actions import Ask, Sample
from system2.core.outcomes import Replied
from system2.core.problem import Message
from system2.core.replies import Reply
from system2.engine.memory import Memory
from system2.store.address import CallAddress
from system2.store.cache import Cache

QUESTION = (Message("user", "Which of them?"),)


def describing(**properties):
    return {"type": "object", "properties": properties, "required": list(properties), "additionalProperties": False}


RATED = describing(level={"type": "integer", "minimum": 1, "maximum": 5})
NUMBERED = describing(best={"type": "array", "items": {"type": "integer"}})
SHARE = describing(share={"type": "number", "minimum": 0, "maximum": 1})
TRUTH = describing(is_so={"type": "boolean"})
ONE_OF_TWO = describing(way={"enum": ["wide", "deep"]})
NESTED = describing(part={"type": "object", "properties": {"name": {"type": "string"}}, "required": ["name"]})
EITHER = describing(answer={"type": ["string", "null"]})
NOTHING_REQUIRED = {"type": "object", "properties": {"level": {"type": "integer"}}}


@pytest.fixture
def performed(tmp_path):
    """`performed(action, text)`: how often an action whose reply has that text is performed when it is asked twice."""

    def run(action, text):
        calls = []

        async def perform():
            calls.append(action)
            return Replied(action, Reply(text))

        async def twice():
            with Cache(tmp_path / "cache", warn=print) as cache:
                memory = Memory(cache, lambda key: None, under_way={})
                address = CallAddress("https://api.example", "small", action.messages, 0.0, 100)
                return [await memory.once(action, address, perform) for _ in range(2)]

        first, second = asyncio.run(twice())
        assert first.reply.text == second.reply.text == text
        return len(calls)

    return run


@pytest.mark.parametrize(
    ("schema", "text"),
    [
        (RATED, '{"level": 3}'),
        (SHARE, '{"share": "90%"}'),
        (SHARE, "{'share': '0.9',}"),
        (TRUTH, '{"is_so": "true"}'),
        (RATED, 'I would say so.\n```json\n{"level": 5}\n```'),
        (RATED, '{"level": 3, "a word more": "than was asked for"}'),
        (NUMBERED, '{"best": [2, 1]}'),
        (NUMBERED, '{"best": []}'),
        (SHARE, '{"share": 1}'),
        (ONE_OF_TWO, '{"way": "deep"}'),
        (NESTED, '{"part": {"name": "north"}}'),
        (EITHER, '{"answer": null}'),
        (NOTHING_REQUIRED, "{}"),
    ],
)
def test_a_reply_that_meets_its_schema_is_paid_for_once(performed, schema, text):
    """Whatever JSON Schema can say of it."""
    assert performed(Ask(QUESTION, "verify", schema=schema), text) == 1


@pytest.mark.parametrize(
    ("schema", "text"),
    [
        (RATED, "no idea"),
        (RATED, "{}"),
        (RATED, '{"level": 6}'),
        (RATED, '{"level": 2.5}'),
        (RATED, '{"level": true}'),
        (RATED, '{"level": "3"}'),
        (NUMBERED, '{"best": ["north"]}'),
        (SHARE, '{"share": NaN}'),
        (SHARE, '{"share": true}'),
        (ONE_OF_TWO, '{"way": "up"}'),
        (NESTED, '{"part": {}}'),
        (NOTHING_REQUIRED, '{"level": "high"}'),
    ],
)
def test_a_reply_that_does_not_is_asked_for_again(performed, schema, text):
    """What cannot be read now could not be read from the cache either."""
    assert performed(Ask(QUESTION, "verify", schema=schema), text) == 2


@pytest.mark.parametrize(("text", "times"), [("42", 1), (" \n", 2)])
def test_a_path_is_paid_for_once_unless_it_is_empty(performed, text, times):
    assert performed(Sample(QUESTION, 0), text) == times
