"""The wall-clock time at which a run ends, whatever it is about: an hour off here, and brought forward by hand."""

import asyncio
import json
import tomllib
from decimal import Decimal

import pytest

import system2
from system2 import Demands, Judging
from system2.core.decisions import Answered, Judged
from system2.core.events import CallStarted
from tests.commands import FAKE_KEY
from tests.conftest import say_nothing_of_endings
from tests.server import is_verdict, roles, verdict

HOUR = 3_600.0


@pytest.fixture
def clock(monkeypatch):
    """What is to happen an hour from now, to be called before."""
    due, later = [], asyncio.BaseEventLoop.call_later

    def call_later(loop, delay, callback, *args, **named):
        if delay == HOUR:
            due.append(lambda: callback(*args))
        return later(loop, delay, callback, *args, **named)

    monkeypatch.setattr(asyncio.BaseEventLoop, "call_later", call_later)
    return due


@pytest.fixture
def model(server, home, monkeypatch):
    monkeypatch.setenv("OPENAI_BASE_URL", server.url)
    monkeypatch.setenv("OPENAI_API_KEY", FAKE_KEY)
    say_nothing_of_endings(home)
    server.script = roles(lambda request: f"Path {request.seed}.\n\nFinal answer: 42", verdict(True, 0.9))
    return "openai/gpt-4o-mini"


def spent(home):
    rows = [row for day in (home / "ledger").glob("*.toml") for row in tomllib.loads(day.read_text())["call"]]
    return sum(Decimal(row["cost_usd"]) for row in rows)


@pytest.mark.parametrize(
    ("held", "until", "options", "code", "answer"),
    [
        (lambda request: request.seed == 1, Judged, {}, 0, "42"),
        (lambda request: request.seed == 1, Judged, {"demands": Demands(min_confidence=0.999)}, 6, "42"),
        (is_verdict, Answered, {}, 0, "42"),
        (is_verdict, Answered, {"judging": Judging(ways=("judge",))}, 6, "42"),
        (lambda request: True, CallStarted, {}, 5, None),
    ],
)
def test_a_run_ends_at_its_deadline_with_the_best_so_far(
    model, server, home, clock, invoke, held, until, options, code, answer
):
    """It exits with 0 where that meets the demands, with 6 where it does not, with 5 where there is nothing.

    What was paid is in the ledger, and the run can be gone on with: nothing is paid twice.
    """
    gate = server.hold(held)

    def forward(event):
        if isinstance(event, until):
            clock[0]()

    result = system2.think("What is 6*7?", effort=2, model=model, seed=0, deadline=HOUR, watchers=(forward,), **options)
    gate.open()
    assert (result.exit_code, result.answer, result.stopped) == (code, answer, "the deadline has come")
    assert (result.trouble == "") == (code == 0)
    assert spent(home) == result.cost_usd
    server.wait_until_idle()
    finished = invoke("system2", "resume", "--json")
    gone_on = json.loads(finished.stdout)
    assert (gone_on["answer"], len(gone_on["candidates"]), gone_on["calls"]["refused"]) == ("42", 2, 0)


@pytest.mark.parametrize(
    "command", [("think",), ("vote",), ("system2", "tree"), ("system2", "batch", "-"), ("think", "--strategy", "auto")]
)
def test_every_command_that_answers_keeps_it(invoke, server, tmp_path, monkeypatch, command):
    """Where nothing came it says so in one line, and fails as when a provider does; a batch keeps it by question."""
    monkeypatch.chdir(tmp_path)
    server.hold()
    words, question = ((), "What is 6*7?\nWhat is 6*8?\n") if "batch" in command else (("What is 6*7?",), None)
    finished = invoke(*command, *words, "--deadline", 0.2, "-q", stdin=question)
    assert (finished.exit_code, finished.stdout) == (5, "")
    assert "No answer came before the deadline" in finished.stderr or "2 of 2 failed" in finished.stderr
    assert "Traceback" not in finished.stderr


def test_a_late_run_takes_the_same_course_when_the_same_question_goes_on_with_more_time(invoke, server):
    """Though `auto` would pick another way by that time."""
    gate = server.hold()
    asked = ("think", "Prove that 2 is even.", "--strategy", "auto", "--json")
    assert "System 1" in invoke(*asked, "--deadline", 0.1).stderr
    gate.open()
    finished = invoke(*asked, "--deadline", 3_600, "--resume")
    assert finished.exit_code == 0, finished.stderr
    assert "System 3" not in finished.stderr
