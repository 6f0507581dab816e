"""Records to JSON and back."""

from dataclasses import is_dataclass
from datetime import datetime, timedelta, timezone
from decimal import Decimal
from typing import Any, get_args, get_type_hints

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from system2.core.actions import Sample
from system2.core.calls import Call, CallLabel
from system2.core.events import CallEnded, Event, Lost
from system2.core.money import Bill, Cost, Usage
from system2.core.outcomes import Checked, Done, Failed, Outcome, Refused, Replied
from system2.core.problem import Message, Problem
from system2.core.replies import Reply
from system2.store.codec import CodecError, decode, encode, from_bytes, to_bytes

ACTION = Sample((Message("user", "2 + 2?"),), 0)
AMOUNTS = st.decimals(allow_nan=False, allow_infinity=False)
COSTS = st.one_of(
    st.builds(Cost, AMOUNTS, st.sampled_from(["exact", "estimated", "local"])), st.just(Cost(None, "unknown"))
)
ZONES = st.integers(-1439, 1439).map(lambda minutes: timezone(timedelta(minutes=minutes)))
MOMENTS = st.datetimes(timezones=ZONES, allow_imaginary=False).map(lambda moment: moment.replace(fold=0))
PROBLEMS = st.builds(Problem, wording=st.dictionaries(st.text(), st.text(), max_size=2))
CALLS = st.builds(Call, at=MOMENTS, cost=COSTS, usage=st.builds(Usage))
REPLIES = st.builds(Reply, cost=COSTS)

st.register_type_strategy(Cost, COSTS)
st.register_type_strategy(Call, CALLS)
st.register_type_strategy(Problem, PROBLEMS)


@pytest.mark.parametrize("kind", [*get_args(Event), Bill, Problem, Reply])
def test_every_event_comes_back_as_it_was(kind: type) -> None:
    @settings(max_examples=50)
    @given(st.from_type(kind))
    def comes_back(record: object) -> None:
        again = decode(kind if kind not in get_args(Event) else Event, from_bytes(to_bytes(encode(record))))
        assert repr(again) == repr(record)  # which tells lists from tuples, and one NaN from another it does not

    comes_back()


@given(
    st.one_of(
        st.builds(Replied, st.just(ACTION), REPLIES),
        st.builds(Checked, st.just(ACTION), st.none() | st.integers(), st.text(), st.text()),
        st.builds(Refused, st.just(ACTION), st.text()),
        st.builds(Failed, st.just(ACTION), st.text()),
        st.builds(Done, st.just(ACTION)),
    )
)
def test_an_outcome_comes_back_for_the_action_that_is_asked_again(outcome: Any) -> None:
    record = encode(outcome)
    del record["action"]
    again = decode(Outcome, from_bytes(to_bytes(record)), action=outcome.action)
    assert again.action is outcome.action
    assert repr(again) == repr(outcome)


def test_money_and_moments_are_strings() -> None:
    at = datetime(2026, 11, 21, 9, 30, tzinfo=timezone(timedelta(hours=1)))
    label = CallLabel("7KQ2", "think", "best-of-n", "", "generate", "small")
    written = encode(Call("a", at, label, 1, Usage(), Cost(Decimal("0.10"), "exact"), "ok", 1.0))
    assert written["at"] == "2026-11-21T09:30:00+01:00"
    assert written["cost"]["amount"] == "0.10"


def test_a_line_is_one_line_that_a_person_can_read() -> None:
    line = to_bytes(encode(Lost(0, "超时\u2028\n\ud800")))
    assert "超时".encode() in line
    assert b"\n" not in line
    assert decode(Lost, from_bytes(line)) == Lost(0, "超时\u2028\n\ud800")


def test_fields_of_newer_and_older_versions_do_not_hurt() -> None:
    assert decode(Reply, {"type": "Reply", "text": "4", "mood": "sunny"}) == Reply("4")


@pytest.mark.parametrize(
    "written",
    [
        pytest.param({"type": "Lost", "index": 0}, id="a field is missing"),
        pytest.param({"type": "Lost", "index": "first", "reason": ""}, id="a text for a number"),
        pytest.param({"type": "os.system", "index": 0, "reason": ""}, id="a class that is no event"),
        pytest.param(["Lost"], id="a list"),
        pytest.param("Lost", id="a text"),
        pytest.param({"type": "Judged", "index": 0, "verdict": "good"}, id="a text for a record"),
        pytest.param({"type": "CallEnded", "call": {"type": "Call", "at": "yesterday"}}, id="no moment"),
    ],
)
def test_what_is_no_record_is_said_to_be_none(written: object) -> None:
    with pytest.raises(CodecError):
        decode(Event, written)


def test_no_record_has_a_field_that_its_type_would_hide() -> None:
    seen, waiting = set(), [*get_args(Event), *get_args(Outcome), CallEnded]
    while waiting:
        kind = waiting.pop()
        waiting.extend(argument for argument in get_args(kind) if argument not in seen)
        if is_dataclass(kind) and kind not in seen:
            hints = get_type_hints(kind)
            assert "type" not in hints
            waiting.extend(hints.values())
        seen.add(kind)
