"""A clock that is set while runs go on, as libfaketime does it for one process."""

import sys
from datetime import date, datetime, timedelta
from pathlib import Path

from tests.proofs.attacks.interruptions import EFFORT, ready, resumed, until_some_moment
from tests.proofs.attacks.world import World

LIBRARY = next(iter(sorted(Path("/usr/lib").glob("*/faketime/libfaketime.so.1"))), None)
MIDNIGHT = timedelta(days=1)
STEPS = tuple(timedelta(hours=hours) for hours in (-24 * 400, -72, -2, -0.01, 0.01, 2, 72, 24 * 400))


def cannot_fake() -> str:
    """Why no clock can be faked here; empty where one can."""
    return "" if LIBRARY and sys.platform == "linux" else "it takes libfaketime (Debian's package faketime)"


def step(world: World) -> None:
    """The clock is set forward or back at some moment: each call is booked once, and the run is told as it was."""
    run(world, timedelta(0), world.chance.choice(STEPS))


def midnight(world: World) -> None:
    """A day begins while calls are under way: each belongs to the day on which it began."""
    now = datetime.now()
    until = MIDNIGHT - timedelta(hours=now.hour, minutes=now.minute, seconds=now.second)
    before = until - timedelta(minutes=30)
    run(world, before, before + timedelta(hours=1))
    days = {file.stem for file in (world.home / "ledger").glob("*.toml")}
    today = date.today()
    world.expect(f"{today}" in days and days <= {f"{today}", f"{today + MIDNIGHT}"}, f"booked on {sorted(days)}")
    for row in world.rows():
        world.expect(row["at"].utcoffset() is not None, "a row without its offset")


def run(world: World, first: timedelta, then: timedelta) -> None:
    """A run by a clock that is wrong by so much, and from some moment on by so much."""
    ready(world)
    setting = world.home.parent / "clock"
    setting.write_text(offset(first))
    clock = {
        "LD_PRELOAD": str(LIBRARY),
        "FAKETIME_TIMESTAMP_FILE": str(setting),
        "FAKETIME_NO_CACHE": "1",
        "FAKETIME_DONT_FAKE_MONOTONIC": "1",
        "FAKETIME_FORCE_MONOTONIC_FIX": "0",  # which else looks at the clock for as long as threads wait for each other
        "PYTHONHASHSEED": "0",  # whoever has one is started afresh, which a library that is loaded first needs
    }
    running = world.commands.start(*world.ask("think", "-e", EFFORT), env=clock)
    until_some_moment(world)
    replacement = setting.with_suffix(".new")
    replacement.write_text(offset(then))
    replacement.replace(setting)
    finished = running.finish()
    world.check_end(finished, {0})
    world.check_ledger()
    result = world.check_result(finished)
    world.expect(result.get("answer") == "42", f"answers {result.get('answer')}")
    world.expect(0 <= result.get("seconds", -1) < 600, f"took {result.get('seconds')} s by its own account")
    for command in (("cost", "verify"), ("cost", "month"), ("system2", "history")):
        world.check_end(world.commands.invoke(*command), {0})
    resumed(world)


def offset(by: timedelta) -> str:
    """In libfaketime's words."""
    return f"{by.total_seconds():+.0f}"
