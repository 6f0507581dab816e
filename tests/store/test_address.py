"""The address of a paid reply."""

import re
from dataclasses import fields, replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from system2.core.problem import Message
from system2.store.address import CallAddress

MESSAGES = st.lists(st.builds(Message, st.sampled_from(["system", "user", "assistant"]), st.text()), max_size=3)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=5,
)
FIELDS: dict[str, st.SearchStrategy[Any]] = {
    "endpoint": st.text(),
    "model": st.text(),
    "messages": MESSAGES.map(tuple),
    "temperature": st.none() | st.floats(0, 2),
    "max_tokens": st.none() | st.integers(1),
    "schema": st.none() | st.dictionaries(st.text(), JSON, max_size=3),
    "thinking_tokens": st.none() | st.integers(0),
    "reasoning_effort": st.sampled_from([None, "none", "low"]),
    "logprobs": st.booleans(),
    "seed": st.none() | st.integers(),
    "index": st.integers(0),
}
ADDRESSES = st.builds(CallAddress, **FIELDS)
KNOWN = CallAddress("https://api.example", "small", (Message("user", "2 + 2?"),), 0.8, 4096, index=3)


def test_the_properties_below_cover_every_field() -> None:
    assert set(FIELDS) == {field.name for field in fields(CallAddress)}


@pytest.mark.parametrize("name", FIELDS)
def test_a_difference_in_any_field_makes_another_address(name: str) -> None:
    @given(ADDRESSES, FIELDS[name])
    def differs(address: CallAddress, value: object) -> None:
        other = replace(address, **{name: value})
        assert (other.key == address.key) == (canonical(other) == canonical(address))

    differs()


@given(ADDRESSES, ADDRESSES)
def test_different_calls_have_different_addresses(one: CallAddress, other: CallAddress) -> None:
    assert (one.key == other.key) == (canonical(one) == canonical(other))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ((Message("user", "ab"), Message("user", "c")), (Message("user", "a"), Message("user", "bc"))),
        ((Message("user", 'a", "b'),), (Message("user", "a"), Message("user", "b"))),
        ((Message("user", "\ud83d\ude00"),), (Message("user", "😀"),)),
        ((Message("system", "x"),), (Message("user", "x"),)),
    ],
)
def test_texts_that_look_alike_when_joined_are_kept_apart(one: Any, other: Any) -> None:
    assert replace(KNOWN, messages=one).key != replace(KNOWN, messages=other).key


def test_the_order_of_a_schema_counts_because_models_answer_in_that_order() -> None:
    one, other = {"critique": {}, "score": {}}, {"score": {}, "critique": {}}
    assert replace(KNOWN, schema=one).key != replace(KNOWN, schema=other).key


def test_at_temperature_nought_without_a_seed_equal_requests_are_one_call() -> None:
    cold = replace(KNOWN, temperature=0)
    assert cold.key == replace(cold, index=7).key == replace(cold, temperature=-0.0).key
    assert replace(cold, seed=1).key != replace(cold, seed=1, index=7).key
    assert replace(KNOWN, temperature=None).key != replace(KNOWN, temperature=None, index=7).key


@pytest.mark.parametrize("asked", [" 2 + 2?", "2 + 2?\r\n", "\t\n2 + 2? "])
def test_white_space_at_the_ends_and_line_endings_make_no_other_address(asked: str) -> None:
    """Anywhere else they do: what a line begins with may be code."""
    assert replace(KNOWN, messages=(Message("user", asked),)).key == KNOWN.key
    two = replace(KNOWN, messages=(Message("user", f"{asked.strip()}\n  So?"),))
    assert replace(two, messages=(Message("user", "2 + 2?\r\n  So?"),)).key == two.key
    assert replace(two, messages=(Message("user", "2 + 2?\nSo?"),)).key != two.key


def test_an_address_is_the_same_in_every_version() -> None:
    assert KNOWN.key == "3bcd142c258cb6bf30e0220c0a77b0a6e9873c2dd506e333a831e334d23e7f1d"


def canonical(address: CallAddress) -> CallAddress:
    """What the address stands for, by the two rules there are."""
    plain = replace(address, messages=tuple(Message(said.speaker, unix(said.text)) for said in address.messages))
    return replace(plain, index=0) if address.temperature == 0 and address.seed is None else plain


def unix(text: str) -> str:
    return re.sub(r"\r\n?", "\n", text).strip()
