"""One invocation, from question to answer."""

import asyncio
import signal
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from system2.core.candidates import Choice
from system2.core.events import Event, RunEnded, RunStarted
from system2.core.outcomes import Procedure
from system2.core.problem import Problem
from system2.engine.cashier import Cashier
from system2.engine.drive import Driver
from system2.engine.ending import Demands, ending
from system2.engine.memory import Memory
from system2.engine.payments import Payments
from system2.engine.perform import Performer
from system2.engine.record import Recording
from system2.engine.result import Result, report
from system2.engine.slots import Slots
from system2.engine.terms import Terms
from system2.engine.totals import Totals
from system2.model.client import Models, display_name
from system2.spend.prices import Prices
from system2.spend.purse import Purse
from system2.store.cache import Cache

Watcher = Callable[[Event], None]


@dataclass(frozen=True)
class Plan:
    """What is to be run: the procedure that answers the problem, and on what terms."""

    problem: Problem
    procedure: Procedure[Choice]
    terms: Terms
    effort: int
    concurrency: int = 32
    demands: Demands = Demands()


@dataclass(frozen=True)
class House:
    """What a run lives on: models, prices, money, paid replies, and its record. The caller opens and closes them."""

    models: Models
    prices: Prices
    purse: Purse
    cache: Cache
    recording: Recording


async def run(plan: Plan, house: House, watchers: Sequence[Watcher] = ()) -> Result:
    """Run the plan to its end. SIGINT and SIGTERM end it early, with the best so far."""
    terms, recording, totals = plan.terms, house.recording, Totals()
    for call in recording.calls:
        totals(call)
    publish = to_all((totals, recording, *watchers))
    cashier = Cashier(house.purse)
    payments = Payments(house.models, cashier, house.prices, publish)
    memory = Memory(house.cache, recording.touched)
    slots = Slots(plan.concurrency)
    performer = Performer(terms, memory, payments, cashier=cashier, slots=slots, publish=publish)
    driver = Driver(performer, publish, record=recording.outcome, recorded=recording.arrivals)
    started = time.monotonic()
    try:
        model, cap = display_name(terms.models["generate"]), await cashier.tightest_cap()
        publish(RunStarted(terms.run, terms.command, terms.strategy, model, plan.effort, plan.problem, cap))
        with _halting_on_signals(driver.halt):
            choice = await driver.drive(plan.procedure)
    finally:
        await cashier.close()
    seconds = time.monotonic() - started
    publish(RunEnded(choice, seconds))
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
