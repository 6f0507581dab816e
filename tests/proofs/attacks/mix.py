"""A provider that does everything wrong at random."""

from collections.abc import Callable

from tests.proofs.attacks.world import World, draw, path
from tests.server import (
    Fault,
    Reply,
    Request,
    drip,
    empty,
    garbage,
    hang,
    is_verdict,
    reset,
    status,
    unfinished,
    verdict,
)

TIMEOUT = 6
FAULTY = 0.3

FAULTS: tuple[Callable[[], Fault], ...] = (
    lambda: status(500),
    lambda: status(503),
    lambda: status(503, retry_after=0.2),
    lambda: status(429, retry_after=0.05),
    lambda: status(429, retry_after="inf"),
    lambda: status(429, retry_after="Fri, 31 Dec 9999 23:59:59 GMT"),
    lambda: status(400),
    lambda: status(401),
    reset,
    garbage,
    empty,
    unfinished,
    hang,
    lambda: drip(Reply("Final answer: 42"), pause=0.001, size=40),
)


def attack(world: World) -> None:
    """Every call is a row, every good reply is booked, and the run ends in its time."""
    world.server.script = lambda request: faulty(world, request)
    finished = world.commands.invoke(*world.ask("think", "-e", 4, "--timeout", TIMEOUT, "--no-cache"))
    world.check_end(finished, {0, 2, 4, 5, 6})
    world.check_ledger()
    world.expect(world.seconds < 2 * TIMEOUT + 10, f"took {world.seconds:.0f} s")
    world.check_result(finished)


def faulty(world: World, request: Request) -> Reply | Fault | str:
    """A good reply, or one of the faults."""
    chance = draw(world, request)
    if chance.random() < FAULTY:
        return chance.choice(FAULTS)()
    return verdict(True) if is_verdict(request) else path(request)
