"""Forbidding sockets to a process and all that it starts, by a filter of system calls (seccomp). Linux alone.

A joined pair of local stream sockets stays allowed: it leads nowhere but to itself, and event loops wake up by one.
Pairs of datagram sockets do not, for these can be sent to any address.
"""

import ctypes
import errno
import os
import struct
import sys
from typing import NamedTuple

PR_GET_SECCOMP = 21
PR_SET_SECCOMP = 22
PR_SET_NO_NEW_PRIVS = 38
SECCOMP_MODE_FILTER = 2

RETURN_ALLOW = 0x7FFF_0000
RETURN_EPERM = 0x0005_0000 | errno.EPERM

LOAD, AND, JUMP_EQUAL, JUMP_AT_LEAST, RETURN = 0x20, 0x54, 0x15, 0x35, 0x06
"""Instructions of the classic Berkeley packet filter, on words of 32 bits."""

NUMBER, ARCHITECTURE, FIRST_ARGUMENT, SECOND_ARGUMENT = 0, 4, 16, 24
"""Where they stand in what the filter is shown, in bytes; of an argument its lower half, both machines being
little-endian."""

AF_UNIX = 1
SOCK_STREAM, KIND_OF_SOCKET = 1, 0xF
X32 = 0x4000_0000
"""Numbers from here on are those of a second set of calls, on x86-64."""

IO_URING = (425, 426, 427)
"""It opens sockets without any system call of that name."""

PIDFD_GETFD = 438
"""It takes a socket away from another process."""


class Machine(NamedTuple):
    """A processor's own numbers: of itself, of `socketpair`, and of the calls that make or use a socket's address."""

    audit: int
    socketpair: int
    sockets: tuple[int, ...]


GENERIC = (198, 200, 201, 202, 203, 242)
MACHINES = {
    "x86_64": Machine(0xC000_003E, 53, (41, 42, 43, 49, 50, 288)),
    "aarch64": Machine(0xC000_00B7, 199, GENERIC),
    "riscv64": Machine(0xC000_00F3, 199, GENERIC),
}


def is_available() -> bool:
    """Whether this kernel filters system calls, and this processor's are known here."""
    if sys.platform != "linux" or os.uname().machine not in MACHINES or sys.maxsize < 2**32:
        return False
    return bool(ctypes.CDLL(None).prctl(PR_GET_SECCOMP, 0, 0, 0, 0) >= 0)


def forbid_sockets() -> None:
    """Make every attempt at a socket fail from now on, for good, with "not permitted". Raises `OSError`."""
    if not is_available():
        raise OSError(errno.ENOSYS, "no filter of system calls")
    program = b"".join(_program(MACHINES[os.uname().machine]))
    buffer = ctypes.create_string_buffer(program, len(program))
    described = struct.pack("=H6xQ", len(program) // 8, ctypes.addressof(buffer))
    libc = ctypes.CDLL(None, use_errno=True)
    filtering = (PR_SET_SECCOMP, SECCOMP_MODE_FILTER, ctypes.c_char_p(described), 0, 0)
    for option in ((PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0), filtering):
        if libc.prctl(*option) < 0:
            number = ctypes.get_errno()
            raise OSError(number, os.strerror(number))


def _program(machine: Machine) -> list[bytes]:
    """The filter: what is of another machine, or is forbidden, fails; a pair is looked at; all else is allowed."""
    forbidden = (*machine.sockets, *IO_URING, PIDFD_GETFD)
    rest = [
        _do(JUMP_EQUAL, machine.socketpair, on_no=6),
        _do(LOAD, FIRST_ARGUMENT),
        _do(JUMP_EQUAL, AF_UNIX, on_no=3),
        _do(LOAD, SECOND_ARGUMENT),
        _do(AND, KIND_OF_SOCKET),
        _do(JUMP_EQUAL, SOCK_STREAM, on_yes=1),
        _do(RETURN, RETURN_EPERM),
        _do(RETURN, RETURN_ALLOW),
    ]
    refusal = len(rest) - 2  # counted from the start of `rest`
    checks = [
        _do(JUMP_EQUAL, number, on_yes=len(forbidden) - place - 1 + refusal) for place, number in enumerate(forbidden)
    ]
    return [
        _do(LOAD, ARCHITECTURE),
        _do(JUMP_EQUAL, machine.audit, on_no=2 + len(checks) + refusal),
        _do(LOAD, NUMBER),
        _do(JUMP_AT_LEAST, X32, on_yes=len(checks) + refusal),
        *checks,
        *rest,
    ]


def _do(code: int, value: int, *, on_yes: int = 0, on_no: int = 0) -> bytes:
    """One instruction; a jump tells how many of the following are skipped in either case."""
    return struct.pack("=HBBI", code, on_yes, on_no, value)
