"""Code that is judged by a test file."""

import asyncio
import sys
from dataclasses import replace

import pytest

from system2.core.candidates import Answer, Candidate, Verdict
from system2.core.decisions import Remark
from system2.core.problem import Problem
from system2.core.replies import Reply
from system2.programs.sandbox import run_program
from system2.verifiers.tests import Tests
from tests.playing import Play

PROBLEM = Problem("Write mean(values), 0 for an empty list.", answer_kind="code")
RIGHT = "def mean(values):\n    return sum(values) / len(values) if values else 0\n"
WRONG = "def mean(values):\n    return sum(values) / len(values)\n"

PYTEST = "from answer import mean\n\ndef test_mean():\n    assert mean([1, 3]) == 2\n    assert mean([]) == 0\n"
SCRIPT = "from solution import mean\nassert mean([1, 3]) == 2\nassert mean([]) == 0\n"
UNITTEST = """
import unittest
from answer import mean
class Mean(unittest.TestCase):
    def test_mean(self):
        self.assertEqual(mean([]), 0)
if __name__ == "__main__":
    unittest.main()
"""
BARE_NAME = "from answer import mean\n\ndef test():\n    assert mean([]) == 0\n"
CAMEL_CASE = """
from unittest import TestCase
from answer import mean
class Mean(TestCase):
    def testMean(self):
        self.assertEqual(mean([]), 0)
"""
UNGUARDED = f"import unittest\n{CAMEL_CASE}\nunittest.main()\n"


QUICKLY = {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
"""The plugins that happen to be installed here take longer to be imported than the tests that are judged by."""


def judge(text: str, source: str, answer: Answer | None = None) -> tuple[Verdict | None, Play]:
    play = Play(lambda check: asyncio.run(run_program(replace(check, environment=QUICKLY))))
    return play(Tests("test_mean.py", source, sys.executable).judge(PROBLEM, Candidate(0, Reply(text), answer))), play


def block(code: str) -> str:
    return f"Here it is:\n```python\n{code}```\nDone."


@pytest.mark.parametrize("source", [PYTEST, SCRIPT, UNITTEST, BARE_NAME, CAMEL_CASE, UNGUARDED])
def test_code_that_passes_is_accepted_and_code_that_fails_is_rejected_with_the_error(source: str) -> None:
    right, _ = judge(block(RIGHT), source)
    wrong, _ = judge(block(WRONG), source)
    assert right == Verdict(1.0, True, by="tests")
    assert wrong and not wrong.is_correct and wrong.critique


@pytest.mark.parametrize("source", [PYTEST, SCRIPT], ids=["pytest", "script"])
@pytest.mark.parametrize("ending", ["import sys; sys.exit(0)", "import os; os._exit(0)", "raise SystemExit"])
def test_code_that_ends_the_program_has_passed_nothing(ending: str, source: str) -> None:
    verdict, _ = judge(block(WRONG + ending + "\n"), source)
    assert verdict and not verdict.is_correct


def test_a_path_without_code_is_rejected_and_nothing_is_run() -> None:
    verdict, play = judge("I cannot write that.", PYTEST)
    assert verdict and verdict.critique == "there is no code in it"
    assert play.paid() == []


def test_the_extracted_answer_goes_before_the_last_block() -> None:
    verdict, _ = judge(block(WRONG), SCRIPT, Answer(RIGHT, "code"))
    assert verdict and verdict.is_correct


def test_a_file_without_tests_is_no_verdict_and_is_told_of() -> None:
    verdict, play = judge(block(RIGHT), "import pytest\n")
    assert verdict is None
    [remark] = [decision for decision in play.decisions if isinstance(decision, Remark)]
    assert remark.text.startswith("the tests could not be run (exit code 5)")
