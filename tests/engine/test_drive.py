"""Driving a procedure on the event loop."""

import asyncio

import pytest

from system2.core.actions import Check
from system2.core.decisions import Remark
from system2.core.group import Group
from system2.core.outcomes import Checked, Refused
from system2.core.procedures import do, note
from system2.engine.drive import Driver


class Stage:
    """Performs checks: each waits until its gate is opened; tells which were cancelled."""

    def __init__(self):
        self.gates = {}
        self.cancelled = []
        self.heard = []
        self.driver = Driver(self.perform, self.heard.append)

    async def perform(self, action):
        gate = self.gates.setdefault(action.text, asyncio.Event())
        try:
            await gate.wait()
        except asyncio.CancelledError:
            self.cancelled.append(action.text)
            raise
        return Checked(action, 0, action.text)

    async def open(self, *names):
        for name in names:
            self.gates.setdefault(name, asyncio.Event()).set()
            await asyncio.sleep(0)


async def check(name):
    return await do(Check("true", name))


def test_outcomes_come_back_in_the_order_in_which_they_land():
    async def scene():
        stage = Stage()
        driving = asyncio.create_task(stage.driver.drive(Group([check("a"), check("b")]).all()))
        await asyncio.sleep(0)
        await stage.open("b", "a")
        return [outcome.output for outcome in await driving]

    assert asyncio.run(scene()) == ["b", "a"]


def test_a_note_reaches_the_watchers_and_delays_nothing():
    async def noting():
        await note(Remark("one"))
        await note(Remark("two"))
        return "end"

    async def scene():
        stage = Stage()
        return await stage.driver.drive(noting()), stage.heard

    assert asyncio.run(scene()) == ("end", [Remark("one"), Remark("two")])


def test_what_is_dropped_is_cancelled_and_its_end_awaited():
    async def first_of_two():
        group = Group([check("quick"), check("slow")])
        first = await group.next()
        await group.drop()
        return first.output

    async def scene():
        stage = Stage()
        await stage.open("quick")
        return await stage.driver.drive(first_of_two()), stage.cancelled

    assert asyncio.run(scene()) == ("quick", ["slow"])


def test_what_is_left_running_when_the_procedure_ends_is_stopped():
    async def careless():
        return (await Group([check("quick"), check("slow")]).next()).output

    async def scene():
        stage = Stage()
        await stage.open("quick")
        return await stage.driver.drive(careless()), stage.cancelled

    assert asyncio.run(scene()) == ("quick", ["slow"])


def test_halting_refuses_what_runs_and_what_is_still_to_come_so_that_the_best_so_far_comes_back():
    async def three_in_a_row():
        return [(await check("a")), (await check("b")), (await check("c"))]

    async def scene():
        stage = Stage()
        driving = asyncio.create_task(stage.driver.drive(three_in_a_row()))
        await asyncio.sleep(0)
        await stage.open("a")
        await asyncio.sleep(0)
        stage.driver.halt()
        return await driving, stage.driver.halted

    (first, *rest), halted = asyncio.run(scene())
    assert first.output == "a"
    assert [(type(outcome), outcome.reason) for outcome in rest] == [(Refused, "interrupted")] * 2
    assert halted == "interrupted"


def test_a_bug_in_an_action_is_not_swallowed_even_when_its_outcome_is_no_longer_wanted():
    async def broken_when_cancelled(action):
        if action.text == "quick":
            return Checked(action, 0, "")
        try:
            await asyncio.Event().wait()
        finally:
            raise ZeroDivisionError

    async def scene():
        driver = Driver(broken_when_cancelled, lambda event: None)
        await driver.drive(starts_one_and_ends())

    async def starts_one_and_ends():
        await Group([check("left"), check("quick")]).next()

    with pytest.raises(ZeroDivisionError):
        asyncio.run(scene())


def test_a_procedure_that_waits_for_nothing_is_our_own_bug():
    def stuck():
        yield ()

    with pytest.raises(RuntimeError, match="started nothing"):
        asyncio.run(Driver(None, None).drive(stuck()))
