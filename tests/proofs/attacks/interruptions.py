"""Runs that are ended from outside at any moment, with plain lines and with the live view."""

import json
import os
import re
import signal
import subprocess
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path
from typing import TextIO

from tests.commands import Finished
from tests.proofs.attacks.world import LONG, World, path
from tests.server import Exchange, roles, uneven, verdict
from tests.terminals import Terminal

EFFORT = 4

SIGNALS: dict[str, tuple[int, ...]] = {
    "SIGINT": (signal.SIGINT,),
    "SIGINT twice": (signal.SIGINT,) * 2,
    "SIGINT four times": (signal.SIGINT,) * 4,
    "SIGTERM": (signal.SIGTERM,),
    "SIGHUP": (signal.SIGHUP,),
}
WAYS: dict[str, tuple[int, ...]] = {
    **dict.fromkeys(SIGNALS, (0, 130)),
    "closed terminal": (0, 130),
    "stopped and continued": (0,),
    "SIGPIPE": (0, 1),
}
"""The ways in which runs are disturbed, in turn, and the exit codes that they may have then."""


def plain(world: World) -> None:
    """No reply that arrived is lost or paid for again, and nothing is billed that was not sent."""
    ready(world)
    disturbed(world, "plain")
    resumed(world)
    billed(world)


def live(world: World) -> None:
    """The same under the live view, where replies come piece by piece."""
    ready(world)
    world.server.pause = 0.01
    disturbed(world, "live")
    resumed(world)


def disturbed(world: World, display: str) -> None:
    """A run that is disturbed in the way whose turn it is, at some moment."""
    way = list(WAYS)[world.number % len(WAYS)]
    with in_terminal(world, display) as (terminal, output):
        until_some_moment(world)
        match way:
            case "closed terminal":
                terminal.hang_up()
            case "stopped and continued":
                terminal.process.send_signal(signal.SIGSTOP)
                world.server.wait_until_idle()
                terminal.process.send_signal(signal.SIGCONT)
            case "SIGPIPE":  # which it gets once it prints its answer
                output.close()
            case _:
                for number in SIGNALS[way]:
                    send(terminal.process, number)
        code = terminal.finish()
        said = "" if output.closed else output.read()
    finished = Finished(code, said, terminal.everything, 0.0)
    world.check_end(finished, {*WAYS[way]})
    world.check_ledger()
    world.check_result(finished)


def send(process: "subprocess.Popen[str]", number: int) -> None:
    """A signal that has arrived when this returns: of two alike that wait together, one is all that does."""
    process.send_signal(number)
    while process.poll() is None and is_waiting(process.pid):
        os.sched_yield()


def is_waiting(pid: int) -> bool:
    """Whether a signal waits for a process to be heard by it; nobody knows where there is no /proc."""
    status = Path(f"/proc/{pid}/status")
    return status.exists() and not re.search(r"ShdPnd:\t0+\n", status.read_text())


@contextmanager
def in_terminal(world: World, display: str) -> Iterator[tuple[Terminal, TextIO]]:
    """The question asked at a terminal, which shows what happens, and what it prints into a pipe."""
    command = world.commands.arguments((*world.ask()[:-2], "--json", "-e", EFFORT))
    environment = {**world.commands.environment, "SYSTEM2_DISPLAY": display}
    ours, theirs = os.pipe()
    folder = world.commands.folder
    with os.fdopen(ours, encoding="utf-8") as output:
        try:
            terminal = Terminal(command, columns=80, rows=24, environment=environment, folder=folder, stdout=theirs)
        finally:
            os.close(theirs)
        with terminal:
            yield terminal, output


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
