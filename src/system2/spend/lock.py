"""One lock around everything that concerns money, shared by every process of this user."""

import errno
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from system2.config.home import PRIVATE_FILE, private_folder
from system2.errors import LedgerError

if TYPE_CHECKING:
    from filelock import BaseFileLock

PATIENCE = 60.0
"""Seconds to wait for other processes, each of which holds the lock for a few milliseconds at most."""

LOOK_AGAIN = 0.001
"""Seconds between two attempts to take the lock."""

FORBIDDEN = {errno.EACCES, errno.EPERM, errno.EROFS}
FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


class LedgerLock:
    """The lock of one ledger's folder. A thread that holds it may take it again.

    What the disk refuses while it is held is raised as a `LedgerError`.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def __call__(self) -> AbstractContextManager[None]:
        """Hold the lock for the body of a `with`; the folder is made where it is missing."""
        return self._held()

    @contextmanager
    def _held(self) -> Iterator[None]:
        with disk_troubles(self._folder):
            from filelock import Timeout

            private_folder(self._folder)
            try:
                self._lock.acquire(PATIENCE, poll_interval=LOOK_AGAIN)
            except Timeout:
                raise LedgerError(
                    f"Another process has held {self._folder / 'lock'} for {PATIENCE:g} s: end it, then try again."
                ) from None
            try:
                yield
            finally:
                self._lock.release()

    @cached_property
    def _lock(self) -> "BaseFileLock":
        from filelock import FileLock

        return FileLock(self._folder / "lock", mode=PRIVATE_FILE)


@contextmanager
def disk_troubles(place: Path) -> Iterator[None]:
    """Turn what the disk refuses into one line that says what to do about it."""
    try:
        yield
    except OSError as trouble:
        where = trouble.filename or place
        raise LedgerError(
            f"The ledger cannot be used: {where}: {trouble.strerror or trouble}.{_advice(trouble)}"
        ) from (trouble)


def _advice(trouble: OSError) -> str:
    if trouble.errno in FORBIDDEN:
        return " Make it yours to read and write, or set SYSTEM2_HOME to another folder."
    if trouble.errno in FULL:
        return " Make room on the disk: nothing is spent that cannot be recorded."
    return ""
