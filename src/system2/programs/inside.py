"""The way in: from the keeper's fork to the program that nobody trusts.

Two forks: the first enters namespaces, the second is the first process within them, holds what runs there, and
starts the program. Where namespaces are not permitted, both do the same without them.
"""

import json
import math
import os
import signal
import sys
import tempfile
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext, suppress
from pathlib import Path
from typing import NamedTuple, NoReturn

from system2.programs import linux, seccomp
from system2.programs.order import Order

OPEN_FILES = 256
WRITABLE_DEVICES = ["/dev/null", "/dev/zero", "/dev/full"]
SHARED_MEMORY = "/dev/shm"
MACHINE = [f"/proc/{name}" for name in ("cpuinfo", "filesystems", "loadavg", "meminfo", "stat", "sys", "uptime")]
SESSIONS = "/run/user"
"""Here services of the user listen that would start a program for whoever asks."""

LINUX = sys.platform == "linux"


class Channels(NamedTuple):
    """Where the program's two outputs go, and where this side reports how it went, one JSON line."""

    output: int
    errors: int
    status: int


def enter(order: Order, channels: Channels, *, apart: bool) -> NoReturn:
    """Never returns. With `apart` in namespaces of its own, or not at all: the status `unavailable` says so."""
    with _last(channels):
        if LINUX:
            linux.die_with_parent(signal.SIGKILL)
        if apart:
            _or_unavailable(channels, linux.enter_namespaces)
        if first := os.fork():
            os.waitpid(first, 0)
        else:
            _hold(order, channels, apart)
    raise AssertionError("the process has ended")


def _hold(order: Order, channels: Channels, apart: bool) -> None:
    """Be the first process: whatever the program leaves behind becomes its child."""
    if LINUX:
        linux.die_with_parent(signal.SIGKILL)
        linux.adopt_orphans()
    if apart:
        _or_unavailable(channels, lambda: _arrange_mounts(order))
    for name, content in order.files.items():
        path = Path(order.folder, name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode(errors="replace"))
    if not (program := os.fork()):
        with _last(channels):
            _become(order, channels, apart)
    if not apart:
        _tell(channels, {"group": program})
    status = None
    while status is None:
        ended, code = os.wait()
        status = code if ended == program else None
    _tell(channels, {"exit": os.waitstatus_to_exitcode(status)})


def _become(order: Order, channels: Channels, apart: bool) -> None:
    os.setsid()  # a program may well signal its own process group
    with tempfile.TemporaryFile(dir=order.folder) as text:
        text.write(order.text.encode(errors="replace"))
        text.seek(0)
        for channel, number in ((text.fileno(), 0), (channels.output, 1), (channels.errors, 2)):
            os.dup2(channel, number)
    os.chdir(order.folder)
    _give_up_rights(order, apart)
    _bound(order, apart)
    for number in (signal.SIGPIPE, signal.SIGXFSZ):  # Python ignores them, and a program would inherit that
        signal.signal(number, signal.SIG_DFL)
    os.execve(order.arguments[0], order.arguments, order.environment)


@contextmanager
def _last(channels: Channels) -> Iterator[None]:
    """The last thing that this process does."""
    try:
        yield
    except OSError as error:
        _tell(channels, {"trouble": f"{error.strerror}: {error.filename}" if error.filename else str(error.strerror)})
    except BaseException:  # noqa: BLE001  a bug of ours is shown, but must not run on into the keeper's own code
        traceback.print_exc()
    finally:
        sys.stderr.flush()
        os._exit(0)


def _or_unavailable(channels: Channels, step: Callable[[], None]) -> None:
    try:
        step()
    except OSError:
        _tell(channels, {"unavailable": True})
        os._exit(0)


def _tell(channels: Channels, status: dict[str, object]) -> None:
    os.write(channels.status, json.dumps(status).encode() + b"\n")


def _arrange_mounts(order: Order) -> None:
    with suppress(OSError):  # Linux before 5.12 has Landlock neither: nothing is read-only there
        linux.make_mounts_read_only()
    size = f"size={order.limits.folder},mode=700"
    hidden = linux.MS_NOSUID | linux.MS_NODEV
    linux.mount("tmpfs", order.folder, "tmpfs", hidden, size)
    for place in (SHARED_MEMORY, SESSIONS):
        if Path(place).is_dir():
            linux.mount("tmpfs", place, "tmpfs", hidden, size)
    with suppress(OSError):  # not permitted in a container that hides parts of /proc
        linux.mount("proc", "/proc", "proc", hidden | linux.MS_NOEXEC)


def _give_up_rights(order: Order, apart: bool) -> None:
    """Raises `OSError` where a program that has to be confined cannot be."""
    if LINUX:
        linux.forgo_privileges()
        folders = [order.folder] + [SHARED_MEMORY] * (apart and Path(SHARED_MEMORY).is_dir())
        devices = [device for device in WRITABLE_DEVICES if Path(device).exists()]
        readable = None if order.readable is None else [*order.readable, *_readable_processes(apart)]
        with suppress(OSError) if readable is None else nullcontext():  # a kernel without Landlock
            linux.confine_files(folders, devices, readable)
    if order.readable is not None:
        seccomp.forbid_sockets()


def _readable_processes(apart: bool) -> list[str]:
    """Of `/proc` the program's own tree, where it sees no other; else itself and what is no process."""
    if apart and str(Path("/proc/self").readlink()) == str(os.getpid()):
        return ["/proc"]
    return [place for place in (f"/proc/{os.getpid()}", *MACHINE) if Path(place).exists()]


def _bound(order: Order, apart: bool) -> None:
    import resource  # which Windows has not, where nothing of this is run

    limits = order.limits
    _limit(resource.RLIMIT_CPU, limits.processor_seconds, limits.processor_seconds + 1)
    _limit(resource.RLIMIT_FSIZE, limits.file)
    _limit(resource.RLIMIT_DATA, 2 * limits.memory)  # the keeper watches what is held; this is what may be asked for
    _limit(resource.RLIMIT_NOFILE, OPEN_FILES)
    _limit(resource.RLIMIT_CORE, 0)
    if apart:  # else the user's other processes would count too
        _limit(resource.RLIMIT_NPROC, limits.processes)


def _limit(what: int, soft: int, hard: int | None = None) -> None:
    import resource

    most = resource.getrlimit(what)[1]
    ceiling = math.inf if most == resource.RLIM_INFINITY else most
    resource.setrlimit(what, (int(min(soft, ceiling)), int(min(hard or soft, ceiling))))
