"""A program judges equal candidates once."""

import asyncio

import pytest

from system2.core.actions import Check
from system2.core.outcomes import Checked, Failed
from system2.engine.checks import Checks


class Program:
    """Counts how often it is run, and ends when it is let go."""

    def __init__(self, outcome=Checked):
        self.outcome = outcome
        self.runs = 0
        self.free = asyncio.Event()

    async def __call__(self, check):
        self.runs += 1
        await self.free.wait()
        return Checked(check, 0, check.text) if self.outcome is Checked else Failed(check, "no such program")


def once(*checks, outcome=Checked, cancelled=()):
    """The outcomes of checks that are asked for at once, and how often the program ran."""

    async def run():
        program, known = Program(outcome), Checks()
        tasks = [asyncio.create_task(known.once(check, program)) for check in checks]
        await asyncio.sleep(0)
        for place in cancelled:
            tasks[place].cancel()
        await asyncio.sleep(0)
        program.free.set()
        outcomes = await asyncio.gather(*tasks, return_exceptions=True)
        return [*outcomes, *[await known.once(check, program) for check in checks]], program.runs

    return asyncio.run(run())


def test_equal_checks_are_one_run_and_each_hears_of_its_own():
    checks = [Check("grep 42", "It is 42.", about=index) for index in range(3)]
    outcomes, runs = once(*checks)
    assert runs == 1
    assert [outcome.action for outcome in outcomes] == checks * 2
    assert {outcome.output for outcome in outcomes} == {"It is 42."}


@pytest.mark.parametrize(
    "other",
    [
        Check("grep 41", "a"),
        Check("grep 42", "b"),
        Check("grep 42", "a", {"X": "1"}),
        Check("grep 42", "a", {}, {"X": "1"}),
    ],
)
def test_checks_that_differ_in_anything_are_runs_of_their_own(other):
    assert once(Check("grep 42", "a"), other)[1] == 2


def test_a_program_that_could_not_be_started_is_tried_again():
    assert once(Check("grep 42", "a"), outcome=Failed)[1] == 2


def test_where_the_first_is_dropped_another_takes_over():
    check = Check("grep 42", "a")
    outcomes, runs = once(check, Check("grep 42", "a"), cancelled=[0])
    assert isinstance(outcomes[0], asyncio.CancelledError)
    assert outcomes[1].exit_code == 0
    assert runs == 2
