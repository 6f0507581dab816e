"""One invocation, from question to answer."""

import asyncio
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace

from system2.answers.algebra import given_up
from system2.core.events import CallEnded, CapLeft, Event, RunEnded, RunStarted, Warned, Watcher
from system2.core.replies import Reply
from system2.engine.drive import LATE, Driver
from system2.engine.ending import ending, ledger_trouble
from system2.engine.guests import guests
from system2.engine.house import House
from system2.engine.memory import NO_SAMPLES, Memory
from system2.engine.perform import Performer
from system2.engine.plan import Plan
from system2.engine.promise import Promise
from system2.engine.record import Recording
from system2.engine.result import Result, report
from system2.engine.totals import Totals


async def run(
    plan: Plan,
    house: House,
    recording: Recording,
    watchers: Sequence[Watcher] = (),
    *,
    samples: Mapping[int, Reply] = NO_SAMPLES,
    earlier: Sequence[CallEnded] = (),
    when_interrupted: Callable[[Callable[[], None]], None] = lambda halt: None,
) -> Result:
    """Run the plan to its end. `when_interrupted` is handed what ends it early, with the best so far.

    `samples` are paths of an earlier run, by index, that are taken for this run's own. `earlier` are the calls that
    the ledger has of this run already.

    Raises:
        LedgerError: the ledger cannot be used, and nothing was sent.
        CancelledError: the task was cancelled, which ends the run as an interrupt does: settled, and told to watchers.
    """
    given_up.set(recording.given_up)
    totals = Totals()
    billed = {event.call.id: event for event in earlier}
    for event in recording.calls:
        totals(billed.get(event.call.id, event))  # what somebody settled since, the ledger alone knows
    publish = to_all((totals, recording, *watchers, *guests()))
    memory = Memory(house.cache, recording.touched, samples, under_way=house.under_way)
    performer = Performer(plan.terms, memory, house, publish, lambda: bool(driver.halted))
    promise = Promise(performer, plan.limits(house.limits), publish, plan.terms.strategy)
    driver = Driver(promise, publish, record=recording.outcome, recorded=recording.arrivals)
    when_interrupted(lambda: _leave(house, driver))
    started = time.monotonic()
    try:
        publish(_started(plan, await house.cashier.tightest_cap()))
        for event in _untold(earlier, recording):
            publish(event)
        with _halted_after(plan.deadline, driver):
            choice = plan.calibrate(await driver.drive(plan.begin()))
        choice = replace(choice, stopped=driver.halted or choice.stopped)
    finally:
        await performer.close()
    if performer.troubles and not totals.statuses:
        raise performer.troubles[0]
    for each in performer.company.missing:
        publish(Warned(f"{each.model} is missing: {each.reason.removeprefix(f'{each.model} ')}"))
    ended = RunEnded(choice, time.monotonic() - started)
    publish(ended)
    if driver.cancelled:
        raise asyncio.CancelledError
    return _result(plan, ended, totals, performer, halted=driver.halted)


def _started(plan: Plan, cap: CapLeft | None) -> RunStarted:
    terms = plan.terms
    return RunStarted(terms.run, terms.command, terms.strategy, terms.model, plan.effort, plan.problem, cap)


def _untold(earlier: Sequence[CallEnded], recording: Recording) -> Iterator[CallEnded]:
    """The calls that no watcher heard of: settled after the run, or what told of it, had broken off."""
    told = {event.call.id for event in recording.calls}
    return (event for event in earlier if event.call.id not in told)


def _result(plan: Plan, ended: RunEnded, totals: Totals, performer: Performer, *, halted: str) -> Result:
    """What the run came to, with the exit code that says how it ended."""
    missing = performer.company.missing
    absent = {each.model for each in missing}
    code, trouble = ending(
        ended.choice,
        [refusal for model, refusal in performer.refusals if model not in absent],
        [error for model, error in performer.errors if model not in absent],
        plan.demands,
        ledger=ledger_trouble(performer.troubles, performer.payments.unwritten),
        halted=halted,
        must_judge=plan.must_judge,
    )
    return report(
        plan.terms,
        ended.choice,
        totals,
        refused=len(performer.refusals),
        cached=performer.recalled,
        seconds=ended.seconds,
        code=code,
        trouble=trouble,
        missing=missing,
    )


@contextmanager
def _halted_after(seconds: float | None, driver: Driver) -> Iterator[None]:
    """Halt what is driven once so many seconds are over; None is no limit."""
    if seconds is None:
        yield
        return
    timer = asyncio.get_running_loop().call_later(seconds, driver.halt, LATE)
    try:
        yield
    finally:
        timer.cancel()


def _leave(house: House, driver: Driver) -> None:
    house.cashier.hurry()
    driver.halt()


def to_all(watchers: Sequence[Watcher]) -> Watcher:
    """One watcher that tells all of these."""

    def publish(event: Event) -> None:
        for watcher in watchers:
            watcher(event)

    return publish
