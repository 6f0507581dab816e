"""One invocation, from question to answer."""

import asyncio
import signal
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass

from system2.core.candidates import Choice
from system2.core.events import Event, RunEnded, RunStarted, Watcher
from system2.core.problem import Problem
from system2.core.procedures import Procedure
from system2.core.replies import Reply
from system2.engine.drive import Driver
from system2.engine.ending import Demands, ending
from system2.engine.house import House
from system2.engine.memory import NO_SAMPLES, Memory
from system2.engine.payments import Payments
from system2.engine.perform import Performer
from system2.engine.record import Recording
from system2.engine.result import Result, report
from system2.engine.terms import Terms
from system2.engine.totals import Totals


@dataclass(frozen=True)
class Plan:
    """What is to be run: how to begin the procedure that answers the problem, and on what terms."""

    problem: Problem
    begin: Callable[[], Procedure[Choice]]
    terms: Terms
    effort: int
    demands: Demands = Demands()


async def run(
    plan: Plan,
    house: House,
    recording: Recording,
    watchers: Sequence[Watcher] = (),
    *,
    samples: Mapping[int, Reply] = NO_SAMPLES,
    alone: bool = True,
) -> Result:
    """Run the plan to its end. Where it runs `alone`, SIGINT and SIGTERM end it early, with the best so far.

    `samples` are paths of an earlier run, by index, that are taken for this run's own.

    Raises:
        CancelledError: the task was cancelled, which ends the run as an interrupt does: settled, and told to watchers.
    """
    terms, totals = plan.terms, Totals()
    for call in recording.calls:
        totals(call)
    publish = to_all((totals, recording, *watchers))
    payments = Payments(house.models, house.cashier, house.prices, publish)
    memory = Memory(house.cache, recording.touched, samples, under_way=house.under_way)
    performer = Performer(terms, memory, payments, house, publish)
    driver = Driver(performer, publish, record=recording.outcome, recorded=recording.arrivals)
    started = time.monotonic()
    try:
        cap = await house.cashier.tightest_cap()
        publish(RunStarted(terms.run, terms.command, terms.strategy, terms.model, plan.effort, plan.problem, cap))
        with _halting_on_signals(driver.halt) if alone else nullcontext():
            choice = await driver.drive(plan.begin())
    finally:
        await performer.close()
    seconds = time.monotonic() - started
    publish(RunEnded(choice, seconds))
    if driver.cancelled:
        raise asyncio.CancelledError
    code, trouble = ending(choice, performer.refusals, performer.errors, plan.demands, interrupted=driver.halted)
    return report(
        terms,
        choice,
        totals,
        refused=len(performer.refusals),
        cached=performer.recalled,
        seconds=seconds,
        code=code,
        trouble=trouble,
    )


def to_all(watchers: Sequence[Watcher]) -> Watcher:
    """One watcher that tells all of these."""

    def publish(event: Event) -> None:
        for watcher in watchers:
            watcher(event)

    return publish


@contextmanager
def _halting_on_signals(halt: Callable[[], None]) -> Iterator[None]:
    """Let an interrupt end the run with its best so far."""
    loop = asyncio.get_running_loop()
    signals = (signal.SIGINT, signal.SIGTERM)
    try:
        for number in signals:
            loop.add_signal_handler(number, halt)
    except (ValueError, NotImplementedError, RuntimeError):  # not the main thread, or no such signals here
        yield
        return
    try:
        yield
    finally:
        for number in signals:
            loop.remove_signal_handler(number)
