"""A quote is a rehearsal: what is told before a run is what the real strategy asks for of imagined models."""

import asyncio
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import validate

from system2.core.actions import Ask, Note, Sample
from system2.core.candidates import Candidate, Choice
from system2.core.decisions import Remark
from system2.core.outcomes import Replied
from system2.core.problem import Message, Problem
from system2.core.procedures import do, next_outcome
from system2.errors import UsageError
from system2.strategies import rehearsal
from system2.strategies.catalogue import all_strategies, our_strategies, strategy_named
from system2.strategies.compose import find
from system2.strategies.course import Course
from system2.strategies.imagination import Imagination
from system2.strategies.record import strategy
from system2.strategies.rehearsal import Rehearsals, behaviours, key_of, rehearse
from system2.verifiers.judge import Judge

PROBLEM = Problem("What is 6*7?")

NESTED = {
    "$defs": {"mark": {"type": "integer", "minimum": 1, "maximum": 5}},
    "type": "object",
    "properties": {
        "marks": {"type": "array", "items": {"$ref": "#/$defs/mark"}, "minItems": 2, "maxItems": 4},
        "fits": {"type": "boolean"},
        "kind": {"enum": ["good", "bad"]},
        "share": {"type": "number", "minimum": 0.25, "maximum": 0.5},
        "note": {"anyOf": [{"type": "string"}, {"type": "null"}]},
        "parts": {"type": "array", "items": {"type": "object", "properties": {"name": {"type": "string"}}}},
    },
    "required": ["marks", "fits", "kind", "share", "note", "parts"],
}


def replies(schema):
    """What imagined models say to one question, on every course."""
    for behaviour in (each for each in behaviours() if not (each.failing or each.lost or each.hopeless)):
        imagined = Imagination(PROBLEM, behaviour, 3)
        ask = Ask((Message("user", "Well?"),), "verify", schema)
        yield [imagined.answer(ask).reply.text for _ in range(4)]


def test_imagined_replies_have_the_form_that_a_strangers_schema_asks_for():
    for texts in replies(NESTED):
        readable = [json.loads(text) for text in texts if text.startswith("{")]
        assert len(readable) >= len(texts) - 1
        for value in readable:
            validate(value, NESTED)


def test_imagined_replies_differ_from_course_to_course():
    values = [json.loads(text) for texts in replies(NESTED) for text in texts if text.startswith("{")]
    assert {value["fits"] for value in values} == {True, False}
    assert {value["kind"] for value in values} == {"good", "bad"}
    assert len({len(value["parts"]) for value in values}) > 1


def a_stranger(body):
    """A strategy that nobody here knows."""
    return strategy("-", source="-", use="-", name="stranger")(body)


@settings(max_examples=20, deadline=None)
@given(effort=st.integers(1, 9), quotes=st.integers(0, 4))
def test_a_prompt_that_quotes_paths_is_told_from_its_own_words(effort, quotes):
    """So that the quote grows with the length of what models may write."""

    @a_stranger
    async def quoting(problem, *, effort):
        texts = []
        for index in range(effort):
            outcome = await do(Sample((Message("user", f"Go. {' '.join(texts[:quotes])}"),), index))
            texts.append(outcome.reply.text if isinstance(outcome, Replied) else "")
        return Choice(None, (Candidate(0),), "done")

    (demand,) = rehearse(quoting, PROBLEM, Course(effort))
    assert (demand.least.calls, demand.usual.calls, demand.most.calls) == (effort, effort, effort)
    assert demand.most.paths == sum(min(index, quotes) for index in range(effort))
    assert demand.heaviest.most_tokens <= len("Go.      ") + 16


def test_calls_that_are_dropped_are_not_among_the_fewest():
    """Where one verdict may be enough, the other paths may never be sent."""
    generated, _ = rehearse(strategy_named("best-of-n"), PROBLEM, Course(5, good_enough=0.9, judge=Judge()))
    assert (generated.least.calls, generated.most.calls) == (1, 5)


@pytest.mark.parametrize("name", all_strategies())
def test_what_is_usual_lies_between_the_least_and_the_most(name):
    for demand in rehearse(strategy_named(name), PROBLEM, Course(4, judge=Judge())):
        for least, usual, most in zip(demand.least, demand.usual, demand.most, strict=True):
            assert 0 <= least <= usual <= most


def test_where_a_model_decides_how_to_reason_every_way_is_rehearsed():
    """Also the one that is taken for one letter only."""
    question = Problem("If all bloops are razzies and all razzies are lazzies, are all bloops lazzies?")
    demands = rehearse(strategy_named("auto"), question, Course(3, judge=Judge()))
    paths = {
        demand.example.thinking_tokens: demand.most.calls for demand in demands if demand.example.role == "generate"
    }
    assert paths[8_000] == 1
    assert max(paths.values()) >= 6  # a path that is told to check itself


@pytest.mark.parametrize("name", ["auto", "best-of-n", "vote"])
def test_many_questions_are_found_to_take_what_each_of_them_takes(name):
    """Also where two of the same length are put in different ways, and where one only is a choice."""
    rehearsals, course = Rehearsals(), Course(3, judge=Judge())
    for question in (
        "What is 6*7?",
        "What is 7*8?",
        "6 sums to?",
        "(A) 6 (B) 7. Which?",
        "一加一等于多少？",
        "What is 60*7?",
    ):
        found, alone = (
            [
                (key_of(each.example, ("",)), each.least, each.usual, each.most, each.heaviest)
                for each in play(strategy_named(name), Problem(question), course)
            ]
            for play in (rehearsals, rehearse)
        )
        assert found == alone


async def never_ending(problem):
    while True:
        await do(Note(Remark("once more")))


async def waiting_for_nothing(problem):
    await next_outcome(())


async def waiting_elsewhere(problem):
    await asyncio.sleep(0)


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (never_ending, "it goes on after 500 actions"),
        (waiting_for_nothing, "it has started nothing that could come back"),
        (waiting_elsewhere, "it waits for None, which is no action"),
    ],
)
@pytest.mark.parametrize("on_top", ["", "+vote"])
def test_a_strategy_that_cannot_be_played_to_its_end_is_named_in_one_line(monkeypatch, body, why, on_top):
    monkeypatch.setattr(rehearsal, "LONGEST", 500)
    with pytest.raises(UsageError, match=f"The strategy stranger is broken: .*{why}"):
        rehearse(find(f"stranger{on_top}", {**our_strategies(), "stranger": a_stranger(body)}), PROBLEM, Course(2))
