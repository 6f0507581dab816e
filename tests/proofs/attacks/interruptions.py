"""Runs that are ended from outside at any moment, with plain lines and with the live view."""

import json
import os
import signal
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path

from tests.commands import Running
from tests.proofs.attacks.world import LONG, World, path
from tests.server import Exchange, roles, uneven, verdict
from tests.terminals import Terminal

EFFORT = 4
ENDINGS = ((signal.SIGINT,), (signal.SIGINT,) * 2, (signal.SIGINT,) * 4, (signal.SIGTERM,), (signal.SIGHUP,))
HUNG_UP = 0.25
"""The share of terminals that are closed instead."""
PRESSED = ("\x03", "\x03" * 2, "\x03" * 4)


def end(running: Running, world: World) -> set[int]:
    """End it by signals; the exit codes that it may have then."""
    for number in world.chance.choice(ENDINGS):
        running.process.send_signal(number)
    return {0, 130}


def stop_and_continue(running: Running, world: World) -> set[int]:
    """Put it to sleep for as long as replies are under way, which is no reason to end."""
    running.process.send_signal(signal.SIGSTOP)
    world.server.wait_until_idle()
    running.process.send_signal(signal.SIGCONT)
    return {0}


def stop_reading(running: Running, world: World) -> set[int]:
    """Read its output no more, for which it gets a SIGPIPE once it prints the answer."""
    assert running.process.stdout
    running.process.stdout.close()
    running.process.stdout = Path(os.devnull).open()  # noqa: SIM115 - closed with the process
    return {0, 1}


DISTURBANCES: tuple[Callable[[Running, World], set[int]], ...] = (end, end, end, stop_and_continue, stop_reading)


def plain(world: World) -> None:
    """No reply that arrived is lost or paid for again, and nothing is billed that was not sent."""
    ready(world)
    running = world.commands.start(*world.ask("think", "-e", EFFORT))
    until_some_moment(world)
    codes = world.chance.choice(DISTURBANCES)(running, world)
    finished = running.finish()
    world.check_end(finished, codes)
    world.check_ledger()
    world.check_result(finished)
    resumed(world)
    billed(world)


def live(world: World) -> None:
    """The same under the live view, where replies come piece by piece."""
    ready(world)
    world.server.pause = 0.01
    with in_terminal(world) as terminal:
        until_some_moment(world)
        if world.chance.random() < HUNG_UP:
            terminal.hang_up()
        else:
            terminal.send(world.chance.choice(PRESSED))
        code = terminal.finish()
    world.expect(code in {0, 130}, f"exit {code}: {terminal.text[-200:]}")
    world.expect("Traceback" not in terminal.everything, terminal.everything[-300:])
    world.check_ledger()
    resumed(world)


@contextmanager
def in_terminal(world: World) -> Iterator[Terminal]:
    """The question asked in a terminal, under the live view."""
    command = world.commands.arguments(("think", *world.ask()[1:-2], "-e", EFFORT))
    environment = {**world.commands.environment, "SYSTEM2_DISPLAY": "live"}
    with Terminal(command, columns=80, rows=24, environment=environment, folder=world.commands.folder) as terminal:
        yield terminal


def ready(world: World) -> None:
    world.server.script = roles(path, verdict(True))
    world.server.latency = uneven(0.15, seed=world.chance.randrange(10**6))


def until_some_moment(world: World) -> None:
    """So many arrivals and departures after the start, or the end of the run."""
    moment = world.chance.randint(1, 4 * EFFORT - 1)

    def seen() -> int:
        exchanges = world.server.exchanges
        return len(exchanges) + sum(exchange.departed is not None for exchange in exchanges)

    world.server.wait(lambda: seen() >= moment, LONG)


def resumed(world: World) -> None:
    """Gone on with, the run comes to its end, and no reply that was booked is asked for again."""
    finished = world.commands.invoke("system2", "resume", "--json", "-q")
    world.check_end(finished, {0, 2})  # 2: it had come to its end
    world.check_ledger()
    world.check_result(finished)
    answered = Counter(map(asked, filter(lambda exchange: exchange.is_answered, world.server.exchanges)))
    again = {name[-200:]: times for name, times in answered.items() if times > 1}
    world.expect(not again, f"paid for again: {again}")


def billed(world: World) -> None:
    """What is not settled stays so until somebody says what was billed; the ledger then says it too, and is whole."""
    rows = world.rows()
    still_open = sum((Decimal(row.get("unsettled_usd", 0)) for row in rows), Decimal(0))
    listed = json.loads(world.commands.invoke("cost", "settle", "--json").stdout)
    world.expect(Decimal(listed["unsettled_usd"]) == still_open, f"lists {listed}, the ledger {still_open}")
    if still_open:
        amount = world.spent() - still_open / 2
        world.check_end(world.commands.invoke("cost", "settle", rows[0]["run"], amount), {0})
        world.expect(world.spent() == amount, f"{world.spent()} of {amount}")
        world.check_end(world.commands.invoke("cost", "verify"), {0})


def asked(exchange: Exchange) -> str:
    return json.dumps([exchange.request.seed, exchange.request.messages])
