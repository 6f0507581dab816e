"""What a model, or a user's pattern, may do to us: nothing that hangs, crashes or disturbs the program."""

import asyncio
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from time import perf_counter

import pytest

from system2.answers.algebra import Worker
from system2.answers.code import code_key
from system2.answers.equivalence import groups, same
from system2.answers.extract import extract
from system2.answers.worker import SECONDS
from system2.core.candidates import Answer

MUCH = 200_000
"""Characters, where a run reads at most a million; that time grows as the text does is tested reader by reader."""
PATIENCE = 10.0
"""Seconds: far more than is needed on a busy machine, far less than a hang takes."""

LINES = {
    "one word": "a" * MUCH,
    "digits": "1" * MUCH,
    "spaced digits": "1 " * (MUCH // 2),
    "thousands": "1," * (MUCH // 2),
    "fractions": "1/" * (MUCH // 2),
    "dates": "1/1/2001 " * (MUCH // 9),
    "months": "january " * (MUCH // 8),
    "number words": "one and " * (MUCH // 8),
    "labels": "answer: " * (MUCH // 8),
    "statements": "the answer is " * (MUCH // 14),
    "chinese labels": "答案" * (MUCH // 2),
    "open boxes": "\\boxed{" * (MUCH // 7),
    "closed boxes": "\\boxed{1}" * (MUCH // 9),
    "braces": "{" * MUCH,
    "brackets": "[" * MUCH,
    "thoughts": "<think>" * (MUCH // 7),
    "ended thoughts": "</think>" * (MUCH // 8),
    "tags": "<answer>" * (MUCH // 8),
    "spaces": " " * MUCH + "x",
    "exclamation marks": "!" * MUCH + "x",
    "full stops": "Final answer: " + "." * MUCH + "x",
    "stars": "*" * MUCH,
    "fences": "```\n" * (MUCH // 4),
    "dollars": "$" * MUCH,
    "minus signs": "Final answer: " + "-" * MUCH + "1",
    "a long number": "Final answer: " + "9" * MUCH,
    "a deep expression": "Final answer: " + "(" * 190 + "1" + ")" * 190,
    "options": "(A) " * (MUCH // 4),
}
POWERS = ("9**9**9", "9^{9^{9^{9}}}")
NUMBERS = ("99999999!", "1e999999999", "1/0", "0/0", "\\frac{1}{0}")


@pytest.mark.parametrize("name", LINES)
def test_a_long_line_is_read_as_any_other(name: str) -> None:
    """How long that takes is measured by how it grows, reader by reader."""
    for kind in ("auto", "number", "json"):
        extract(LINES[name], kind, question="Answer in format MM/DD/YYYY.")
    extract("What is it?", question=LINES[name])
    assert not same(Answer(LINES[name]), Answer(LINES[name] + "1"))


@pytest.mark.parametrize(
    "text", ["Final answer: \ud800 5", "Final answer: \x00 5", "\x1b[2J", "\u202e5", "٣", "Final answer: ²"]
)
def test_strange_characters_do_no_harm(text: str) -> None:
    found = extract(text)
    groups([found, Answer("5"), Answer(text), Answer(f"{text}x^2", "auto")])


def test_numbers_that_cannot_be_computed_are_equal_to_themselves_alone() -> None:
    for numbers in (POWERS, NUMBERS):
        assert groups([Answer(text) for text in (*numbers, "5")]) == tuple(
            (index,) for index in range(len(numbers) + 1)
        )
    assert same(Answer(POWERS[0]), Answer(POWERS[0]))


@pytest.fixture
def worker() -> Iterator[Worker]:
    worker = Worker()
    yield worker
    worker.stop()


def test_algebra_that_takes_too_long_is_stopped_and_the_next_request_is_answered(worker: Worker) -> None:
    assert worker.compare("2x + 1", "1 + 2x") is True
    began = perf_counter()
    assert worker.compare("\\sin(99999999!)", "1") is None
    assert perf_counter() - began < SECONDS + PATIENCE
    assert worker.compare("x^2", "x^3") is False


def test_algebra_works_on_any_thread_and_leaves_the_alarm_alone() -> None:
    found: list[bool] = []
    before = signal.getsignal(signal.SIGALRM)
    thread = threading.Thread(target=lambda: found.append(same(Answer("(x+1)^2"), Answer("x^2+2x+1"))))
    thread.start()
    thread.join(PATIENCE * 3)
    assert found == [True]
    assert signal.getsignal(signal.SIGALRM) is before
    assert signal.getitimer(signal.ITIMER_REAL) == (0.0, 0.0)


def test_algebra_works_beside_a_running_event_loop() -> None:
    async def compare() -> bool:
        await asyncio.sleep(0)
        return same(Answer("2(x+3)"), Answer("2x+6"))

    assert asyncio.run(compare())


def test_no_expression_is_ever_run_as_a_program(tmp_path: Path, worker: Worker) -> None:
    target = tmp_path / "written"
    text = f"__import__('pathlib').Path('{target}').write_text('x') + 1"
    same(Answer(text, "expression"), Answer("1"))
    assert not worker.compare(text, "1")
    assert not target.exists()


@pytest.mark.parametrize("pattern", ["(a|aa)+$", "(?R)", "(.*)*(.*)*(.*)*b"])
def test_a_path_on_which_a_pattern_backtracks_for_ever_abstains(pattern: str) -> None:
    """The paths that were paid for, and the run, stay."""
    began = perf_counter()
    assert extract("a" * 5000 + "!", f"regex:{pattern}") is None
    assert perf_counter() - began < PATIENCE


@pytest.mark.parametrize(
    "text",
    [
        "(" * 1000,
        "-" * 100_000 + "1",
        "x = " + "[" * 5000,
        "a." * 50_000 + "b",
        "not " * 50_000 + "a",
        "1 +" * 60_000 + "1",
        "\x00",
        "x" * MUCH,
        "if a:\n" * 500,
        "lambda: " * 5000 + "1",
        "a = " * 50_000 + "1",
        "f(" * 90 + ")" * 90,
        "**" * 50_000,
        "1**" * 30_000 + "1",
        "a if b else " * 20_000 + "c",
    ],
)
def test_code_that_would_exhaust_the_parser_is_compared_as_text(text: str) -> None:
    assert code_key(text) == code_key(text + "\n")


def test_deep_json_is_no_json() -> None:
    assert extract("[" * 100_000 + "]" * 100_000, "json") is None


def test_plain_answers_are_compared_without_algebra() -> None:
    """Fractions, percentages, units, dates, sets and tuples import no algebra and start no process."""
    program = (
        "import sys\n"
        "from system2.answers.extract import extract\n"
        "from system2.answers.equivalence import groups\n"
        "texts = ['1/2', '0.5', '50 %', '$3', '3 km', '11/22/2001', '{1, 2}', '(1, 2)', 'Paris', 'B', '{\"a\": 1}']\n"
        "groups([extract(text) for text in texts])\n"
        "print(sorted({'sympy', 'math_verify', 'subprocess', 'regex', 'asyncio'} & set(sys.modules)))\n"
    )
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert ran.stdout == "[]\n"
