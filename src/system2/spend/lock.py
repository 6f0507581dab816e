"""One lock around everything that concerns money, shared by every process of this user."""

import errno
import os
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

from system2.config.home import advice, private_folder, private_opener
from system2.config.system import lock
from system2.errors import LedgerError

PATIENCE = 60.0
"""Seconds to wait for other processes, each of which holds the lock for a few milliseconds at most."""

IN_A_HURRY = 3.0
"""Seconds that are left for that once the user wants to leave."""

LOOK_AGAIN = 0.001
"""Seconds between two attempts to take the lock."""

HELD = {errno.EAGAIN, errno.EACCES}


class LedgerLock:
    """The lock of one ledger's folder. A thread that holds it may take it again; one thread at a time uses it.

    What the disk refuses while it is held is raised as a `LedgerError`.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._file = folder / "lock"
        self._depth = 0
        self._descriptor = -1
        self._leave_by = float("inf")

    def __call__(self) -> AbstractContextManager[None]:
        """Hold the lock for the body of a `with`; the folder is made where it is missing."""
        return self._held()

    def hurry(self) -> None:
        """Wait no longer for other processes than a few seconds from now on. Safe to call from any thread."""
        self._leave_by = min(self._leave_by, time.monotonic() + IN_A_HURRY)

    @contextmanager
    def _held(self) -> Iterator[None]:
        with disk_troubles(self._folder):
            if not self._depth:
                private_folder(self._folder)
                self._take()
            self._depth += 1
            try:
                yield
            finally:
                self._depth -= 1
                if not self._depth:
                    os.close(self._descriptor)

    def _take(self) -> None:
        """Wait for the lock; closing the file gives it back, and so does the death of the process."""
        self._descriptor = private_opener(str(self._file), os.O_RDWR | os.O_CREAT)
        begin = time.monotonic()
        try:
            while not self._try():
                if time.monotonic() > min(begin + PATIENCE, self._leave_by):
                    waited = time.monotonic() - begin
                    raise LedgerError(
                        f"Another process has held {self._file} for {waited:.0f} s: end it, then try again."
                    )
                time.sleep(LOOK_AGAIN)
        except BaseException:
            os.close(self._descriptor)
            raise

    def _try(self) -> bool:
        try:
            lock(self._descriptor)
        except OSError as trouble:
            if trouble.errno in HELD:
                return False
            raise OSError(
                trouble.errno, f"the file system cannot lock it ({os.strerror(trouble.errno or 0)})"
            ) from None
        return True


@contextmanager
def disk_troubles(place: Path) -> Iterator[None]:
    """Turn what the disk refuses into one line that says what to do about it."""
    try:
        yield
    except OSError as trouble:
        where = trouble.filename or place
        raise LedgerError(
            f"The ledger cannot be used: {where}: {trouble.strerror or trouble}.{advice(trouble)}"
        ) from trouble
