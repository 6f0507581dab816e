"""What the user's own check says about a path."""

import asyncio
import sys
from pathlib import Path

import pytest

from system2.core.actions import Check
from system2.core.candidates import Answer, Candidate, Verdict
from system2.core.decisions import Judged, Remark
from system2.core.outcomes import Checked, Failed
from system2.core.problem import Problem
from system2.core.replies import Reply
from system2.programs.sandbox import run_program
from system2.verifiers.interface import first_question
from system2.verifiers.program import Program
from tests.playing import Play

PROBLEM = Problem("6*7?", context="Sums")
CANDIDATE = Candidate(3, Reply("It is 42."), Answer("42"))


def judged(exit_code: int | None, output: str = "", errors: str = "", reason: str = "") -> tuple[Verdict | None, Play]:
    play = Play(lambda check: Checked(check, exit_code, output, reason, errors))
    return play(Program("check").judge(PROBLEM, CANDIDATE)), play


@pytest.mark.parametrize(
    ("exit_code", "output", "score", "is_correct"),
    [
        (0, "", 1.0, True),
        (0, "looks fine\n", 1.0, True),
        (0, "log 0.3\n0.75\n\n", 0.75, True),
        (0, "0.2\n", 0.2, False),
        (0, "1\n", 1.0, True),
        (0, "0\n", 0.0, False),
        (0, "2.5e-1", 0.25, False),
        (0, "7\n", 1.0, True),
        (0, "score: 0.3\n", 1.0, True),
        (0, "nan\n", 1.0, True),
        (1, "", 0.0, False),
        (1, "0.9\n", 0.0, False),
        (None, "0.9\n", 0.0, False),
    ],
)
def test_the_exit_code_decides_and_a_number_on_the_last_line_scores_what_is_accepted(
    exit_code: int | None, output: str, score: float, is_correct: bool
) -> None:
    verdict, play = judged(exit_code, output, reason="" if exit_code is not None else "it ran longer than 30 s")
    assert verdict
    assert (verdict.score, verdict.is_correct, verdict.by) == (score, is_correct, "program")
    assert play.decisions == [Judged(3, verdict)]


def test_a_rejection_says_why() -> None:
    rejected, _ = judged(1, "a\n", "Traceback:\nAssertionError: 41 != 42\n")
    ended, _ = judged(None, reason="it ran longer than 30 s")
    assert rejected and rejected.critique == "AssertionError: 41 != 42"
    assert ended and ended.critique == "it ran longer than 30 s"


@pytest.mark.parametrize("exit_code", [2, 126, 127, 255])
def test_a_check_that_itself_fails_gives_no_verdict_and_is_told_of(exit_code: int) -> None:
    verdict, play = judged(exit_code, errors="python: can't open file 'chek.py'\n")
    line = f"the check program itself failed with exit code {exit_code}: python: can't open file 'chek.py'"
    assert verdict is None
    assert play.decisions == [Remark(line), Judged(3, None, line)]


def test_the_same_failure_is_remarked_on_once() -> None:
    verifier = Program("check")
    play = Play(lambda check: Failed(check, "there is no program 'check'"))
    assert [play(verifier.judge(PROBLEM, CANDIDATE)) for _ in range(3)] == [None] * 3
    assert play.decisions.count(Remark("there is no program 'check'")) == 1


def test_the_program_gets_the_whole_problem_the_answer_and_the_path() -> None:
    _, play = judged(0)
    [check] = play.paid()
    assert isinstance(check, Check)
    assert (check.command, check.text, check.about) == ("check", "It is 42.", 3)
    assert check.environment == {"SYSTEM2_PROBLEM": "Sums\n\n6*7?", "SYSTEM2_ANSWER": "42"}


def test_a_real_check_judges_a_real_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("check.py").write_text(
        "import os, sys; sys.exit(eval(os.environ['SYSTEM2_PROBLEM'][6:9]) != int(os.environ['SYSTEM2_ANSWER']))"
    )
    play = Play(lambda check: asyncio.run(run_program(check)))
    verifier = Program(f"{sys.executable} check.py")
    verdict = play(verifier.judge(PROBLEM, CANDIDATE))
    wrong = play(verifier.judge(PROBLEM, Candidate(4, Reply("41"), Answer("41"))))
    assert (verdict.is_correct, wrong.is_correct) == (True, False)


def test_it_costs_nothing() -> None:
    assert first_question(PROBLEM, Program("check")) is None
