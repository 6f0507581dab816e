"""What not every operating system has, with its counterpart where there is one: locks, flags, owners."""

import errno
import os
from typing import Any

NO_FOLLOW = getattr(os, "O_NOFOLLOW", 0)
NO_WAIT = getattr(os, "O_NONBLOCK", 0)
PRIVATE = getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_NOINHERIT", 0)
"""Not for the programs that this one starts."""

BEYOND = 2**31 - 2
"""Where Windows locks a byte: far behind what is in any file, because nobody else may read a byte that is locked."""


def lock(descriptor: int, *, shared: bool = False) -> None:
    """Take the lock of an open file. It is free again once the file is closed, or the process dies.

    Raises:
        BlockingIOError: another process has it.
        OSError: the file system cannot lock it.
    """
    try:
        import fcntl
    except ImportError:
        _lock_byte(descriptor)
    else:
        fcntl.flock(descriptor, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)


def _lock_byte(descriptor: int) -> None:
    """The same on Windows, which knows no shared locks of this kind: two who only look are in each other's way."""
    import msvcrt

    windows: Any = msvcrt  # of which only Windows knows the functions
    place = os.lseek(descriptor, 0, os.SEEK_CUR)
    os.lseek(descriptor, BEYOND, os.SEEK_SET)
    try:
        windows.locking(descriptor, windows.LK_NBLCK, 1)
    except OSError as trouble:
        if trouble.errno in (errno.EACCES, errno.EAGAIN, errno.EDEADLK):
            raise BlockingIOError(errno.EAGAIN, os.strerror(errno.EAGAIN)) from None
        raise
    finally:
        os.lseek(descriptor, place, os.SEEK_SET)


def user() -> int:
    """The number of this user as files have it; 0 on Windows, where they have no such owners."""
    return os.geteuid() if hasattr(os, "geteuid") else 0
