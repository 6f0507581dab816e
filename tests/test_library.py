"""The same runs as plain functions."""

import asyncio
import sys
import tomllib
from contextlib import aclosing

import pytest

import system2
from system2 import Demands, Judging, Shape
from system2.core.events import CallStarted, Landed, RunEnded, RunStarted, TextArrived, Warned
from system2.core.problem import Message
from system2.errors import ExitCode, UsageError
from tests.commands import FAKE_KEY
from tests.conftest import say_nothing_of_endings
from tests.server import roles, verdict


@pytest.fixture
def model(server, home, monkeypatch):
    monkeypatch.setenv("OPENAI_BASE_URL", server.url)
    monkeypatch.setenv("OPENAI_API_KEY", FAKE_KEY)
    say_nothing_of_endings(home)
    server.script = roles(lambda request: f"Path {request.number}.\n\nFinal answer: 42", verdict(True, 0.9))
    return "openai/gpt-4o-mini"


def test_think_and_vote_answer_with_their_evidence(model):
    thought = system2.think("What is 6*7?", effort=2, model=model)
    assert (thought.answer, thought.exit_code) == ("42", ExitCode.ANSWERED)
    assert thought.confidence == pytest.approx((2 * 0.9 + 0.5) / 3)  # two verdicts, drawn towards a half
    assert system2.vote("What is 6*7?", samples=3, model=model).agreement == 1.0


def test_prompts_are_worded_as_config_says(model, server, home):
    (home / "config.toml").write_text('[prompts]\nsolve = "Count: $problem"\n')
    system2.vote("What is 6*7?", samples=1, model=model)
    system2.think("What is 6*7?", effort=1, model=model)
    assert {path.request.prompt for path in server.paths} == {"Count: What is 6*7?"}


def test_a_program_may_judge_and_demands_may_fail(model, server):
    check = f"{sys.executable} -c 'print(0.6)'"
    result = system2.think(
        "What is 6*7?", effort=2, model=model, judging=Judging(check=check), demands=Demands(min_confidence=0.7)
    )
    assert [candidate.score for candidate in result.candidates] == [0.6, 0.6]
    assert result.exit_code == ExitCode.NOT_GOOD_ENOUGH
    assert "confidence is 0.57" in result.trouble
    assert server.verdicts == []


def test_a_tree_is_searched(model, server):
    server.script = roles(lambda _: '{"steps": ["Six sevens are 42.\\n\\nFinal answer: 42"]}', verdict(True, 0.95))
    result = system2.tree("What is 6*7?", search="dfs", branches=2, shape=Shape(depth=2), model=model)
    assert (result.command, result.strategy, result.answer) == ("tree", "dfs", "42")
    assert result.tree


def test_what_is_not_given_comes_from_config_and_what_goes_with_the_question_is_sent(model, server, home):
    (home / "config.toml").write_text('effort = 3\nstrategy = "cot"\n')
    assert system2.think("How many?", model=model, context="apples 3", system="Be brief.").strategy == "cot"
    assert len(system2.think("How many pears?", model=model, strategy="best-of-n").candidates) == 3
    assert server.paths[0].request.conversation.startswith("Be brief.")
    assert server.paths[0].request.prompt.startswith("apples 3")


def test_an_effort_that_measurements_choose_is_told_to_whoever_watches(model):
    heard = []
    system2.vote("What is 6*7?", samples="auto", model=model, watchers=[heard.append])
    assert any(isinstance(event, Warned) and "nothing was measured" in event.text for event in heard)


def test_a_program_with_an_event_loop_asks_many_at_a_time_and_goes_on(model, server):
    """The turns of a conversation may go along."""
    asked, told = Message("user", "What is 6*7?"), Message("assistant", "42")
    steps = '{"steps": ["Six sevens are 42.\\n\\nFinal answer: 42"]}'
    server.script = roles(lambda request: steps if request.schema else "Final answer: 42", verdict(True, 0.95))

    async def program():
        together = await asyncio.gather(
            system2.athink("What is 6*7?", effort=2, model=model),
            system2.avote("What is 2*21?", samples=2, model=model),
            system2.atree("What is 3*14?", branches=1, shape=Shape(depth=1), model=model),
        )
        return [*together, await system2.avote("And 84/2?", samples=1, model=model, history=(asked, told))]

    assert [result.answer for result in asyncio.run(program())] == ["42", "42", "42", "42"]
    assert server.requests[-1].conversation.startswith("What is 6*7?")


def test_a_run_that_is_cancelled_is_settled_and_brought_to_its_end(model, server, home):
    """As by an interrupt: nothing stays reserved, every call that was sent is in the ledger, watchers hear the end."""
    gate = server.hold()
    heard = []

    async def program():
        asking = asyncio.create_task(system2.athink("What is 6*7?", effort=3, model=model, watchers=[heard.append]))
        await asyncio.to_thread(server.wait_for_requests, 3)
        asking.cancel()
        with pytest.raises(asyncio.CancelledError):
            await asking

    asyncio.run(program())
    gate.open()
    assert isinstance(heard[-1], RunEnded)
    assert list((home / "ledger" / "reservations").glob("*.toml")) == []
    calls = [call for day in (home / "ledger").glob("*.toml") for call in tomllib.loads(day.read_text())["call"]]
    assert [(call["status"], call["cost_status"]) for call in calls] == [("cancelled", "estimated")] * 3


def test_a_time_limit_of_the_program_ends_a_run(model, server):
    gate = server.hold()

    async def program():
        async with asyncio.timeout(0.5):
            await system2.avote("What is 6*7?", samples=1, model=model)

    with pytest.raises(TimeoutError):
        asyncio.run(program())
    gate.open()


def test_events_come_one_by_one_and_the_result_in_the_end(model):
    async def program():
        return [event async for event in system2.events(system2.athink, "What is 6*7?", effort=2, model=model)]

    events = asyncio.run(program())
    assert isinstance(events[0], RunStarted)
    assert sum(isinstance(event, Landed) for event in events) == 2
    assert any(isinstance(event, TextArrived) for event in events)
    assert events[-1].answer == "42"


def test_who_leaves_the_events_cancels_the_run(model, server, home):
    gate = server.hold()

    async def program():
        async with aclosing(system2.events(system2.avote, "What is 6*7?", samples=2, model=model)) as events:
            async for event in events:
                if isinstance(event, CallStarted):
                    break

    asyncio.run(program())
    gate.open()
    assert list((home / "ledger" / "reservations").glob("*.toml")) == []


def test_events_of_a_run_that_cannot_begin_are_an_error_of_ours(model):
    async def program():
        return [event async for event in system2.events(system2.athink, "6*7?", effort=0, model=model)]

    with pytest.raises(UsageError, match="--effort is 0"):
        asyncio.run(program())


def test_it_works_where_an_event_loop_runs_as_in_a_notebook(model):
    async def cell():
        return system2.vote("What is 6*7?", samples=2, model=model)

    assert asyncio.run(cell()).answer == "42"


@pytest.mark.parametrize(
    ("ask", "complaint"),
    [
        (lambda: system2.think("6*7?", judging=Judging(("jugde",))), "There is no way to judge"),
        (lambda: system2.think(" "), "The question is empty"),
        (lambda: system2.think("6*7?", answer="nummer"), "nummer"),
        (lambda: system2.think("6*7?", effort=0), "--effort is 0"),
        (lambda: system2.think("6*7?", colour="red"), "There is no setting 'colour'"),
        (lambda: system2.vote("6*7?", stop="soon"), "--stop is 'soon'"),
        (lambda: system2.vote("6*7?", stop="certain", sure=0.9), "knows no degrees"),
        (lambda: system2.tree("6*7?", search="best"), "--search is 'best'"),
        (lambda: system2.tree("6*7?", shape=Shape(depth=0)), "--depth is 0"),
        (lambda: system2.tree("6*7?", shape=Shape(propose="some")), "--propose is 'some'"),
    ],
)
def test_what_makes_no_sense_is_an_error_of_ours(model, server, ask, complaint):
    with pytest.raises(UsageError, match=complaint):
        ask()
    assert not server.exchanges
