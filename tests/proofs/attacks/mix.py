"""A provider that does everything wrong at random; a quarter of its faults are final, the rest are worth a new try."""

from collections.abc import Callable

from tests.proofs.attacks.world import World, draw, path
from tests.server import (
    Fault,
    Reply,
    Request,
    empty,
    garbage,
    hang,
    is_verdict,
    raw,
    reset,
    status,
    verdict,
)

TIMEOUT = 6
FAULTY = 0.3

BROKEN_OFF = '{"choices": [{"message": {"content": "I think that"}, "finish_reason": "error"}]}'

FINAL: tuple[Callable[[], Fault], ...] = (
    lambda: status(401),
    lambda: status(402),
    lambda: status(403),
    lambda: status(404),
    lambda: status(429, retry_after=3600),
    lambda: raw("<!DOCTYPE html><title>Sign in</title>", content_type="text/html"),
    hang,
)
"""Those after which our own rules make no further try, or leave no time for one."""

WORTH_A_TRY: tuple[Callable[[], Fault], ...] = (
    lambda: status(400),
    lambda: status(408),
    lambda: status(409),
    lambda: status(425),
    lambda: status(429),
    lambda: status(429, retry_after=0.05),
    lambda: status(429, retry_after="inf"),
    lambda: status(429, retry_after="1e400"),
    lambda: status(429, retry_after="Fri, 31 Dec 9999 23:59:59 GMT"),
    lambda: status(429, retry_after="soon"),
    lambda: status(500),
    lambda: status(502),
    lambda: status(503),
    lambda: status(503, retry_after=0.2),
    lambda: status(504),
    lambda: status(529),
    reset,
    lambda: reset(after_chunks=2),
    garbage,
    empty,
    lambda: raw(BROKEN_OFF),
)
"""Those after which the same is asked again, or after a 400 with less."""

FAULTS = (*FINAL, *WORTH_A_TRY)


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
