"""One SQLite file shared by many processes, that mends itself and never raises for the disk's troubles.

Write-ahead logging lets readers and one writer work at the same time; writers take turns by SQLite's own lock.
"""

import sqlite3
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from system2.config.home import PRIVATE_FILE, private_folder, private_opener

if TYPE_CHECKING:
    from filelock import BaseFileLock

FORMAT = 1
"""Kept in the file's `user_version`."""

PATIENCE = 30.0
"""Seconds to wait for other processes' writes, each of which takes a few milliseconds."""

DAMAGED = "damaged.sqlite"
"""Where a file that could not be read is kept, until the next one or until the cache is cleared."""

LAYOUT = f"""
    PRAGMA auto_vacuum = INCREMENTAL;
    PRAGMA journal_mode = WAL;
    CREATE TABLE replies (address TEXT NOT NULL UNIQUE, reply BLOB NOT NULL, used REAL NOT NULL);
    CREATE INDEX by_use ON replies (used);
    CREATE TABLE totals (hits INTEGER NOT NULL, misses INTEGER NOT NULL, saved TEXT NOT NULL);
    INSERT INTO totals VALUES (0, 0, '{{"type": "Bill"}}');
    PRAGMA user_version = {FORMAT};
"""

T = TypeVar("T")
Row = tuple[Any, ...]


class _Foreign(sqlite3.DatabaseError):
    """The file is a database, but not one of ours."""

    sqlite_errorcode = sqlite3.SQLITE_NOTADB


class Database:
    """The file of one folder, opened with its first use.

    A file that is damaged is set aside and a new one begun; where the disk or a lock refuses, every further use does
    nothing. Either is said to `warn` in one line.
    """

    def __init__(self, folder: Path, warn: Callable[[str], object]) -> None:
        self._file = folder / "replies.sqlite"
        self._warn = warn
        self._connection: sqlite3.Connection | None = None
        self._inode = 0
        self._given_up = False

    def read(self, query: str, values: Row = ()) -> Row | None:
        """The first row of the query's result, if it has any."""
        return self._attempt(lambda connection: connection.execute(query, values).fetchone())

    def write(self, work: Callable[[sqlite3.Connection], T]) -> T | None:
        """What `work` returns, done as one transaction; None where it could not be done."""

        def transaction(connection: sqlite3.Connection) -> T:
            connection.execute("BEGIN IMMEDIATE")
            try:
                result = work(connection)
                connection.execute("COMMIT")
            except BaseException:
                with suppress(sqlite3.Error):
                    connection.rollback()
                raise
            return result

        return self._attempt(transaction)

    def bytes_on_disk(self) -> int:
        """The size of the file."""
        return (
            self._attempt(lambda connection: _pragma(connection, "page_count") * _pragma(connection, "page_size")) or 0
        )

    def give_back_space(self) -> None:
        """Shrink the file to what is in use, and empty the log of writes."""

        def shrink(connection: sqlite3.Connection) -> None:
            connection.executescript("PRAGMA incremental_vacuum")  # `execute` would free a single page
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()

        self._attempt(shrink)

    def discard_damaged(self) -> None:
        """Remove the file that was set aside, if there is one."""
        for file in self._files(DAMAGED):
            file.unlink(missing_ok=True)

    def close(self) -> None:
        """Let go of the file; the next use opens it again."""
        if self._connection:
            self._connection.close()
            self._connection = None

    def _attempt(self, work: Callable[[sqlite3.Connection], T]) -> T | None:
        if self._given_up:
            return None
        try:
            for _ in range(2):
                try:
                    return work(self._open())
                except sqlite3.DatabaseError as trouble:
                    if not _is_damage(trouble):
                        raise
                    self._set_aside(trouble)
        except OSError as trouble:
            self._give_up(trouble)
        except sqlite3.OperationalError as trouble:
            if not _is_refusal(trouble):
                raise
            self._give_up(trouble)
        return None

    def _open(self) -> sqlite3.Connection:
        if self._connection is None:
            if not self._file.exists():
                self._create()
            self._inode = self._file.stat().st_ino
            address = f"{self._file.absolute().as_uri()}?mode=rw"
            self._connection = sqlite3.connect(address, uri=True, timeout=PATIENCE, isolation_level=None)
            if _pragma(self._connection, "user_version") != FORMAT:
                raise _Foreign("it has another format")
            self._connection.execute("PRAGMA synchronous = NORMAL")
            self._connection.execute("PRAGMA secure_delete = ON")
        return self._connection

    def _create(self) -> None:
        """Build the file beside its place, then move it there whole, so that nobody ever opens half of it."""
        private_folder(self._file.parent)
        with self._exclusively():
            if self._file.exists():
                return
            unfinished = self._file.with_name("new.sqlite")
            unfinished.unlink(missing_ok=True)
            with open(unfinished, "xb", opener=private_opener):
                pass
            connection = sqlite3.connect(unfinished, isolation_level=None)
            try:
                connection.executescript(LAYOUT)
            finally:
                connection.close()
            unfinished.rename(self._file)

    def _set_aside(self, trouble: Exception) -> None:
        self.close()
        with self._exclusively():
            if not self._file.exists() or self._file.stat().st_ino != self._inode:
                return  # another process was faster
            self.discard_damaged()
            for file, kept in zip(self._files(self._file.name), self._files(DAMAGED), strict=True):
                if file.exists():
                    file.rename(kept)
        place = self._file.with_name(DAMAGED)
        self._warn(f"The cache could not be read ({trouble}): set aside as {place}, a new one begun.")

    def _give_up(self, trouble: Exception) -> None:
        self._given_up = True
        self.close()
        self._warn(f"The cache in {self._file.parent} cannot be used ({trouble}): going on without it.")

    def _files(self, name: str) -> list[Path]:
        """A database with its log and the log's index, the log first: it must never meet another database."""
        return [self._file.with_name(name + ending) for ending in ("-wal", "-shm", "")]

    def _exclusively(self) -> "BaseFileLock":
        from filelock import FileLock

        return FileLock(self._file.with_name("replies.lock"), mode=PRIVATE_FILE)


def bytes_in_use(connection: sqlite3.Connection) -> int:
    """The part of the file that holds something; what was freed is used again before the file grows."""
    pages = _pragma(connection, "page_count") - _pragma(connection, "freelist_count")
    return pages * _pragma(connection, "page_size")


def _pragma(connection: sqlite3.Connection, name: str) -> int:
    value: int = connection.execute(f"PRAGMA {name}").fetchone()[0]
    return value


def _is_damage(trouble: sqlite3.DatabaseError) -> bool:
    return _primary_code(trouble) in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)


def _is_refusal(trouble: sqlite3.DatabaseError) -> bool:
    """Whether the disk or another process stands in the way, and not a mistake of our own."""
    return _primary_code(trouble) != sqlite3.SQLITE_ERROR


def _primary_code(trouble: sqlite3.DatabaseError) -> int:
    return getattr(trouble, "sqlite_errorcode", 0) & 0xFF
