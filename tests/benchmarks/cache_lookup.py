"""How fast the cache is with 100,000 replies: `python tests/benchmarks/cache_lookup.py [ENTRIES]`."""

import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

from system2.core.problem import Message
from system2.core.replies import Reply
from system2.store.address import CallAddress
from system2.store.cache import Cache

WORDS = [f"word{number}" for number in range(5000)]


def address(index: int) -> CallAddress:
    return CallAddress(
        "https://api.example", "small", (Message("user", "A question of some length? " * 20),), 0.8, 4096, index=index
    )


def timed(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return (time.perf_counter() - start) * 1000


def main(entries: int) -> None:
    chance = random.Random(7)
    with tempfile.TemporaryDirectory() as folder, Cache(Path(folder), warn=print) as cache:
        replies = [Reply(" ".join(chance.choices(WORDS, k=300))) for _ in range(100)]
        puts = [timed(partial(cache.put, address(index), replies[index % 100])) for index in range(entries)]
        gets = [timed(partial(cache.get, address(chance.randrange(entries)))) for _ in range(5000)]
        misses = [timed(partial(cache.get, address(entries + index))) for index in range(5000)]
        cache.close()
        first = timed(lambda: cache.get(address(0)))
        figures = cache.statistics()
        print(f"{figures.entries:,} replies, {figures.bytes / 1e6:,.0f} MB")
        for name, times in (("put", puts), ("hit", gets), ("miss", misses)):
            late = statistics.quantiles(times, n=100)[98]
            print(f"{name:5} median {statistics.median(times):.3f} ms, 99 % {late:.3f} ms, worst {max(times):.1f} ms")
        print(f"first look-up with opening {first:.2f} ms")
        halving = timed(lambda: cache.prune(figures.bytes // 2))
        print(f"prune to a half {halving:.0f} ms, clear {timed(cache.clear):.0f} ms")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)
