"""How long one call's reserving and settling takes: `python tests/benchmarks/reserve_and_settle.py [CALLS]`."""

import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from pathlib import Path

from system2.core.calls import Call, CallLabel
from system2.core.money import Cost, Usage
from system2.spend.caps import Budget, BudgetFile, Cap
from system2.spend.purse import Purse, Reserved, Wish

LABEL = CallLabel("R1", "think", "best-of-n", "serial", "generate", "openai/gpt-4o-mini", path=0)
CAPS = (
    Cap("daily", Decimal(1000)),
    Cap("weekly", Decimal(5000)),
    Cap("monthly", Decimal(9000)),
    Cap("daily", Decimal(900), "openai/*"),
)


def wish(number: int) -> Wish:
    at = datetime.now().astimezone()
    return Wish(f"{os.getpid():08x}{number:024x}", LABEL, at, 1, Decimal("0.01"), Usage(900, output=900))


def settled(wish: Wish) -> Call:
    return Call(wish.id, wish.at, wish.label, 1, Usage(80, output=300), Cost(Decimal("0.0012"), "exact"), "ok", 1.5)


def microseconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return (time.perf_counter() - start) * 1e6


def measure(name: str, calls: int, under_way: int) -> None:
    purse = Purse()
    wishes = [wish(number) for number in range(calls + under_way)]
    for early in wishes[:under_way]:
        assert isinstance(purse.reserve(early), Reserved)
    reserving, settling = [], []
    processor = time.process_time()
    for number in range(calls):
        late, early = wishes[under_way + number], settled(wishes[number])
        reserving.append(microseconds(lambda late=late: purse.reserve(late)))
        settling.append(microseconds(lambda early=early: purse.settle(early)))
    processor = (time.process_time() - processor) * 1e6 / calls
    purse.close()
    print(
        f"{name:40} reserve {statistics.median(reserving):5.0f} µs, settle {statistics.median(settling):5.0f} µs, "
        f"worst {max(reserving + settling) / 1000:.1f} ms; processor time for both {processor:.0f} µs"
    )


def main(calls: int) -> None:
    with tempfile.TemporaryDirectory() as home:
        os.environ["SYSTEM2_HOME"] = home
        measure("no caps, one at a time", calls, 0)
        measure("no caps, 32 under way", calls, 32)
        BudgetFile(Path(home) / "budget.toml").write(Budget(CAPS))
        measure("four caps, one at a time", calls, 0)
        measure("four caps, 32 under way", calls, 32)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 2000)
