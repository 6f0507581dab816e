"""How fast a ledger of a million calls over a year is: `python tests/benchmarks/million_calls.py [CALLS]`."""

import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path

from system2.core.calls import Call, CallLabel
from system2.core.money import Cost, Usage
from system2.spend import rows
from system2.spend.ledger import Ledger

DAYS = 365
LAST = date(2026, 11, 21)
MODELS = ("openai/gpt-4o-mini", "anthropic/claude-sonnet-4-5", "gemini/gemini-2.5-flash", "local/smollm2-135m")
STRATEGIES = ("best-of-n", "vote", "tree", "refine", "direct")


def some_call(number: int, day: date, chance: random.Random) -> Call:
    at = datetime(day.year, day.month, day.day, tzinfo=timezone(timedelta(hours=1))) + timedelta(
        microseconds=chance.randrange(86_400_000_000)
    )
    label = CallLabel(
        f"R{number // 10:X}",
        chance.choice(("think", "vote", "tree")),
        chance.choice(STRATEGIES),
        chance.choice(("parallel", "serial", "uncertain")),
        chance.choice(("generate", "verify", "aggregate")),
        chance.choice(MODELS),
        path=number % 10,
    )
    usage = Usage(chance.randrange(4000), chance.randrange(100), chance.randrange(900), chance.randrange(300))
    cost = Cost(Decimal(chance.randrange(1, 90_000)).scaleb(-7), "exact")
    return Call(f"{number:032x}", at, label, 1, usage, cost, "ok", chance.randrange(90_000) / 1000)


def fill(ledger: Ledger, day: date, calls: int) -> None:
    """As many rows for a day, of which a thousand differ."""
    chance = random.Random(day.toordinal())
    models = [rows.to_bytes(some_call(number, day, chance)) for number in range(min(calls, 100))]
    old_identity = [f"{number:032x}".encode() for number in range(len(models))]
    with ledger.file(day).open("wb") as file:
        for number in range(calls):
            kind = number % len(models)
            file.write(models[kind].replace(old_identity[kind], f"{day.toordinal():08x}{number:024x}".encode(), 1))


def timed(name: str, work: Callable[[], object]) -> None:
    start = time.perf_counter()
    work()
    print(f"{name:58} {time.perf_counter() - start:9.4f} s")


def recorded(ledger: Ledger, calls: list[Call]) -> float:
    """Seconds that one call takes to be written down."""
    times = []
    for call in calls:
        start = time.perf_counter()
        with ledger.lock():
            ledger.record(call)
        times.append(time.perf_counter() - start)
    return statistics.median(times)


def main(calls: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        ledger = Ledger(Path(folder))
        days = [LAST - timedelta(days=back) for back in range(DAYS)]
        timed(f"writing {calls:,} rows", lambda: [fill(ledger, day, calls // DAYS) for day in days])
        timed("cold rebuild of all roll-ups", ledger.refresh)
        timed("today's sums, by another process", lambda: Ledger(Path(folder)).sums(LAST))
        everything = Ledger(Path(folder))
        timed("all sums, once rolled up", lambda: [everything.sums(day) for day in everything.days()])
        chance = random.Random(7)
        for rows_before in (0, 10, 10_000):
            day = LAST + timedelta(days=1 + rows_before)
            fill(ledger, day, rows_before)
            ledger.sums(day)
            new = [some_call(number, day, chance) for number in range(1_000_000, 1_000_500)]
            name = f"one call more, on top of {rows_before:,} that day"
            print(f"{name:58} {recorded(ledger, new):9.4f} s (median of 500)")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000)
