"""The cache of paid replies: one SQLite file that every process of this user shares, bounded, oldest use out first.

The cache never stands in the way of a run: where its file is damaged it is set aside, where the disk refuses, the run
goes on without it, and one line says so.
"""

import sqlite3
import time
import zlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import TracebackType
from typing import Self

from system2.core.money import NO_TOKENS, NOTHING, Bill
from system2.core.replies import Reply
from system2.store import codec, database
from system2.store.address import CallAddress

DEFAULT_BOUND = 512_000_000
"""Bytes of the file."""

ROOM_AFTER_EVICTION = 0.99
"""Eviction makes some room at once, so that not every further reply evicts again."""

EVICTED_AT_ONCE = 8

REMEMBERED_AT_ONCE = 20
"""Look-ups after which their use is written down with the next reply; sooner where it decides who is evicted, and for
the rest when the cache is closed."""

WORTH_PACKING = 1024
"""Bytes from which a reply is compressed: a short one gains little, and every call waits for that."""

ROW_OVERHEAD = 4 * 4096
"""Bytes that a new row may need besides its reply: a page more of the table and of each index, one cut short."""


@dataclass(frozen=True)
class CacheStatistics:
    """What the cache holds, `bytes` on disk, and what it has saved since it was made."""

    entries: int = 0
    bytes: int = 0
    hits: int = 0
    misses: int = 0
    saved: Bill = field(default_factory=Bill)


class Cache:
    """Paid replies by address. One object belongs to one thread; any number of processes share the file.

    Without `reads` every look-up misses, without `writes` nothing is kept: `--fresh` is a cache that only writes,
    `--no-cache` one that does neither and never touches the disk. `warn` takes one line for the user.
    """

    def __init__(
        self,
        folder: Path,
        *,
        reads: bool = True,
        writes: bool = True,
        bound: int = DEFAULT_BOUND,
        warn: Callable[[str], object],
    ) -> None:
        self.reads = reads
        self.writes = writes
        self._bound = bound
        self._database = database.Database(folder, warn)
        self._used: dict[str, float] = {}
        self._hits = self._misses = 0
        self._saved = Bill()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    def get(self, address: CallAddress) -> Reply | None:
        """The reply stored under the address, as one that cost nothing, or None."""
        if not self.reads:
            return None
        row = self._database.read("SELECT reply FROM replies WHERE address = ?", (address.key,))
        reply = _unpack(row[0]) if row else None
        if reply is None:
            self._misses += 1
            return None
        self._hits += 1
        self._saved = self._saved.plus(reply.cost)
        self._used[address.key] = time.time()
        return replace(reply, cached=True, usage=NO_TOKENS, cost=NOTHING, seconds=0.0)

    def put(self, address: CallAddress, reply: Reply) -> None:
        """Store a reply that was paid for, with what it cost; it takes the place of an earlier one.

        Raises:
            ValueError: Where the reply came from a cache, and so has lost what it cost.
        """
        if reply.cached:
            raise ValueError("a reply from the cache is stored already")
        if not self.writes:
            return

        packed = _pack(reply)

        def store(connection: sqlite3.Connection) -> None:
            room = self._bound - len(packed) - ROW_OVERHEAD
            is_full = bool(self._used) and database.bytes_in_use(connection) > room
            if is_full or self._hits + self._misses >= REMEMBERED_AT_ONCE:
                self._remember_use(connection)
            _evict(connection, room)
            connection.execute(
                "INSERT OR REPLACE INTO replies (address, reply, used) VALUES (?, ?, ?)",
                (address.key, packed, time.time()),
            )

        self._database.write(store)

    def statistics(self) -> CacheStatistics:
        """What the cache holds and what it saved, over all processes so far."""
        self.flush()
        entries = self._database.read("SELECT COUNT(*) FROM replies")
        totals = self._database.read("SELECT hits, misses, saved FROM totals")
        if not entries or not totals:
            return CacheStatistics()
        saved = codec.decode(Bill, codec.from_bytes(totals[2]))
        return CacheStatistics(entries[0], self._database.bytes_on_disk(), totals[0], totals[1], saved)

    def prune(self, bound: int) -> int:
        """Remove the replies used longest ago until the file is within `bound` bytes; how many were removed."""
        return self._remove(lambda connection: _evict(connection, bound))

    def clear(self) -> int:
        """Remove every reply; how many there were. What the cache has saved stays on record."""
        self._database.discard_damaged()
        return self._remove(lambda connection: connection.execute("DELETE FROM replies").rowcount)

    def forget(self, keys: Iterable[str]) -> int:
        """Remove the replies of these addresses, leaving no trace of them in the file; how many there were."""
        rows = [(key,) for key in keys]
        return self._remove(
            lambda connection: connection.executemany("DELETE FROM replies WHERE address = ?", rows).rowcount
        )

    def flush(self) -> None:
        """Write down what was used since the last time."""
        if self._hits or self._misses:
            self._database.write(self._remember_use)

    def close(self) -> None:
        """Write down what was used, and let go of the file."""
        self.flush()
        self._database.close()

    def _remove(self, work: Callable[[sqlite3.Connection], int]) -> int:
        self.flush()
        removed = self._database.write(work) or 0
        self._database.give_back_space()
        return removed

    def _remember_use(self, connection: sqlite3.Connection) -> None:
        """Uses are kept in memory and written with a later reply: a hit costs no write of its own."""
        connection.executemany(
            "UPDATE replies SET used = ? WHERE address = ?", [(used, key) for key, used in self._used.items()]
        )
        connection.execute("UPDATE totals SET hits = hits + ?, misses = misses + ?", (self._hits, self._misses))
        if self._saved.calls:
            (saved,) = connection.execute("SELECT saved FROM totals").fetchone()
            total = codec.decode(Bill, codec.from_bytes(saved)) + self._saved
            connection.execute("UPDATE totals SET saved = ?", (codec.to_bytes(codec.encode(total)),))
        self._used.clear()
        self._hits = self._misses = 0
        self._saved = Bill()


def _evict(connection: sqlite3.Connection, bound: int) -> int:
    evicted = 0
    if database.bytes_in_use(connection) > bound:
        while database.bytes_in_use(connection) > bound * ROOM_AFTER_EVICTION:
            removed = connection.execute(
                "DELETE FROM replies WHERE rowid IN (SELECT rowid FROM replies ORDER BY used, rowid LIMIT ?)",
                (EVICTED_AT_ONCE,),
            ).rowcount
            if not removed:
                break
            evicted += removed
    return evicted


def _pack(reply: Reply) -> bytes:
    content = codec.to_bytes(codec.encode(reply))
    return content if len(content) < WORTH_PACKING else zlib.compress(content)


def _unpack(packed: bytes) -> Reply | None:
    """The reply; None where an older version of the product left something else, which is then paid for again."""
    try:
        content = packed if packed.startswith(b"{") else zlib.decompress(packed)
        reply: Reply = codec.decode(Reply, codec.from_bytes(content))
    except (codec.CodecError, zlib.error):
        return None
    return reply
