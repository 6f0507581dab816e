"""Homes that fail while a run goes on, or cannot be written: what is paid is kept, or told with its dollars."""

import os
import re
import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path

from tests.commands import Finished
from tests.proofs.attacks.interruptions import EFFORT, ready, until_some_moment
from tests.proofs.attacks.world import PRICES, World, cost_of, most

ROOM = "1m"
"""A disk that holds a few runs."""

LOST = re.compile(r"\$([0-9.]+) of (\d+) calls? could not be written")


def cannot_mount() -> str:
    """Why no file system can be mounted here; empty where one can."""
    return "" if os.geteuid() == 0 and shutil.which("mount") else "it takes root to mount a file system"


@contextmanager
def small_disk(home: Path) -> Iterator[None]:
    """A file system of its own for this home."""
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={ROOM},mode=700", "tmpfs", home], check=True)
    try:
        (home / "config.toml").write_text(PRICES)
        yield
    finally:
        subprocess.run(["umount", "--lazy", home], check=True)


def full(world: World) -> None:
    """The disk fills up while calls are under way: exit 7, the best so far, and the dollars that it did not take."""
    with small_disk(world.home):
        finished = disturbed(world, lambda: fill(world.home / "filler"), {0, 7})
        lost = LOST.search(finished.stderr)
        written = [row for row in world.rows() if row["status"] == "ok"]
        answered = [exchange for exchange in world.server.exchanges if exchange.is_answered]
        count = int(lost[2]) if lost else 0
        found = f"{len(answered)} replies, {len(written)} rows, {count} told: {finished.stderr}"
        world.expect(len(written) + count == len(answered), found)
        if lost:
            known = sum((Decimal(row["cost_usd"]) for row in written), Decimal(0))
            real = sum(map(cost_of, answered), Decimal(0)) - known
            world.expect(abs(Decimal(lost[1]) - real) <= Decimal("0.005"), f"told ${lost[1]}, it was ${real}")
        (world.home / "filler").unlink()
        settled(world)


def read_only(world: World) -> None:
    """A disk that cannot be written to is told before anything is sent; reports of what is there still work."""
    with small_disk(world.home):
        ready(world)
        world.check_end(world.commands.invoke(*world.ask("think", "-e", 1)), {0})
        before = len(world.server.exchanges)
        subprocess.run(["mount", "-o", "remount,ro", world.home], check=True)
        commands = (world.ask("think", "-e", EFFORT), world.ask("vote", "-n", EFFORT), ("budget", "set", "--daily", 1))
        refused = world.commands.invoke(*world.chance.choice(commands))
        world.check_end(refused, {7})
        world.expect(len(refused.stderr.splitlines()) == 1, f"more than a line: {refused.stderr!r}")
        world.expect(len(world.server.exchanges) == before, "something was sent that cannot be recorded")
        world.check_end(world.commands.invoke("cost", "today"), {0, 7})


def removed(world: World) -> None:
    """The home is taken away while calls are under way: what comes after goes into a new one, or is told."""
    finished = disturbed(world, lambda: shutil.rmtree(world.home, ignore_errors=True), {0, 7})
    world.expect(finished.exit_code == 0 or "ledger" in finished.stderr, f"said {finished.stderr!r}")


def moved(world: World) -> None:
    """The home is moved away: each request has its row in the one or in the other."""
    elsewhere = world.home.with_name("moved")
    disturbed(world, lambda: world.home.rename(elsewhere), {0, 7})
    settled(world, elsewhere)


def disturbed(world: World, disturb: Callable[[], object], codes: set[int]) -> Finished:
    """A run to which this happens at some moment; it ends as promised, with its best so far."""
    ready(world)
    running = world.commands.start(*world.ask("think", "-e", EFFORT))
    until_some_moment(world)
    disturb()
    finished = running.finish()
    world.server.wait_until_idle()
    world.check_end(finished, codes)
    arrived = any(exchange.is_answered for exchange in world.server.paths)
    world.expect(not arrived or '"answer": "42"' in finished.stdout, f"no answer: {finished.stdout[:200]!r}")
    return finished


def settled(world: World, *more: Path) -> None:
    """Once the next command has run in each home, no request is without its row, and no dollar is missing."""
    homes = [world.home, *more]
    for home in homes:
        ended = world.commands.invoke("cost", "today", "--json", env={"SYSTEM2_HOME": str(home)})
        world.check_end(ended, {0})
    rows = {row["id"]: row for home in homes for row in world.rows(home)}.values()
    exchanges = world.server.exchanges
    world.expect(len(rows) >= len(exchanges), f"{len(rows)} rows, {len(exchanges)} requests")
    booked = sum(map(most, rows), Decimal(0))
    billed = sum((cost_of(exchange) for exchange in exchanges if exchange.is_answered), Decimal(0))
    world.expect(booked >= billed, f"{booked} booked, {billed} billed")


def fill(file: Path) -> None:
    """Write until nothing more fits."""
    with file.open("wb", buffering=0) as filler:
        for size in (65_536, 4096, 1):
            try:
                while filler.write(bytes(size)) == size:
                    pass
            except OSError:
                continue
