"""The same runs as plain functions."""

import sys

import pytest

import system2
from system2.engine.ending import Demands
from system2.errors import ExitCode, UsageError
from system2.verifiers.chosen import Judging
from tests.commands import FAKE_KEY
from tests.server import roles, verdict


@pytest.fixture
def model(server, home, monkeypatch):
    monkeypatch.setenv("OPENAI_BASE_URL", server.url)
    monkeypatch.setenv("OPENAI_API_KEY", FAKE_KEY)
    server.script = roles(lambda request: f"Path {request.number}.\n\nFinal answer: 42", verdict(True, 0.9))
    return "openai/gpt-4o-mini"


def test_think_and_vote_answer_with_their_evidence(model):
    thought = system2.think("What is 6*7?", effort=2, model=model)
    assert (thought.answer, thought.confidence, thought.exit_code) == ("42", 0.9, ExitCode.ANSWERED)
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
    assert "confidence is 0.60" in result.trouble
    assert server.verdicts == []


def test_what_makes_no_sense_is_an_error_of_ours(model):
    with pytest.raises(UsageError, match="There is no way to judge"):
        system2.think("What is 6*7?", model=model, judging=Judging(("jugde",)))
