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
from system2.engine.payments import Payments
from system2.engine.perform import Performer
from system2.engine.result import Result, report
from system2.engine.slots import Slots
from system2.engine.terms import Terms
from system2.engine.totals import Totals
from system2.model.client import Models, display_name
from system2.spend.prices import Prices
from system2.spend.purse import Purse

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


async def run(plan: Plan, *, models: Models, prices: Prices, purse: Purse, watchers: Sequence[Watcher] = ()) -> Result:
    """Run the plan to its end. SIGINT and SIGTERM end it early, with the best so far."""
    totals = Totals()
    publish = to_all((totals, *watchers))
    cashier = Cashier(purse)
    payments = Payments(models, cashier, prices, publish)
    performer = Performer(plan.terms, payments, cashier, Slots(plan.concurrency), publish)
    driver = Driver(performer, publish)
    started = time.monotonic()
    terms = plan.terms
    model = display_name(terms.models["generate"])
    cap = await cashier.tightest_cap()
    publish(RunStarted(terms.run, terms.command, terms.strategy, model, plan.effort, plan.problem, cap))
    try:
        for model in sorted(set(terms.models.values())):
            await models.prepare(model)
        with _halting_on_signals(driver.halt):
            choice = await driver.drive(plan.procedure)
    finally:
        await cashier.close()
    seconds = time.monotonic() - started
    publish(RunEnded(choice, seconds))
    code, trouble = ending(choice, performer.refusals, performer.errors, plan.demands, interrupted=driver.halted)
    return report(
        terms, choice, totals, refused=len(performer.refusals), cached=0, seconds=seconds, code=code, trouble=trouble
    )


def to_all(watchers: Sequence[Watcher]) -> Watcher:
    """One watcher that tells all of these."""

    def publish(event: Event) -> None:
        for watcher in watchers:
            watcher(event)

    return publish


@contextmanager
def _halting_on_signals(halt: Callable[[], None]) -> Iterator[None]:
    """Let the first interrupt end the run with its best so far; the loop's own handling returns afterwards."""
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
