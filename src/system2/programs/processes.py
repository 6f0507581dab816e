"""The processes below this one: how many they are, what they hold, and how they all end."""

import os
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

PATIENCE = 5.0
"""Seconds to wait for killed processes to be gone; only one that hangs in the kernel takes longer."""

PAUSE = 0.002
KIBIBYTE = 1024
BLOCK = 512
"""Bytes of what a file's status calls a block."""


def tasks() -> int:
    """Processes and threads below this one together; 0 where the system does not tell."""
    return sum(map(_tasks, descendants(os.getpid())))


def memory(enough: int) -> int:
    """Bytes that the processes below this one hold together, not counting files on disk that they have mapped.

    What several share is counted once. To find that out takes a while: the plain sum stands where it is at most
    `enough`. 0 where the system does not tell.
    """
    pids = list(descendants(os.getpid()))
    unmapped = _files_in_memory(pids)
    most = _held(pids, "status", ("RssAnon:", "RssShmem:"), unmapped)
    return most if most <= enough else _held(pids, "smaps_rollup", ("Pss_Anon:", "Pss_Shmem:"), unmapped)


def descendants(pid: int) -> Iterator[int]:
    """Every process below this one that can be seen, parents before their children. Linux alone tells."""
    pending = [pid]
    while pending:
        children = _children(pending.pop(0))
        yield from children
        pending.extend(children)


def end_all(group: int | None) -> None:
    """Kill every process below this one, first those of that group, and wait until they are gone."""
    give_up = time.monotonic() + PATIENCE
    if group:
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(group, signal.SIGKILL)
    while time.monotonic() < give_up:
        for pid in descendants(os.getpid()):
            with suppress(ProcessLookupError, PermissionError):
                os.kill(pid, signal.SIGKILL)
        try:
            while os.waitpid(-1, os.WNOHANG)[0]:
                pass
        except ChildProcessError:
            return
        time.sleep(PAUSE)


def _children(pid: int) -> list[int]:
    if sys.platform != "linux":
        return []
    children: list[int] = []
    with suppress(OSError):
        for task in Path(f"/proc/{pid}/task").iterdir():
            with suppress(OSError):
                children.extend(map(int, Path(task, "children").read_text().split()))
    return children


def _tasks(pid: int) -> int:
    try:
        return len(list(Path(f"/proc/{pid}/task").iterdir()))
    except OSError:
        return 0


def _held(pids: list[int], file: str, fields: tuple[str, str], in_files: int) -> int:
    """Memory of their own, and what they share; of a file in memory the same pages may be mapped, too."""
    own, shared = (sum(_field(pid, file, field) for pid in pids) for field in fields)
    return own + max(shared, in_files)


def _field(pid: int, file: str, field: str) -> int:
    try:
        lines = Path(f"/proc/{pid}/{file}").read_text().splitlines()
    except OSError:
        return 0
    return sum(int(line.split()[1]) * KIBIBYTE for line in lines if line.startswith(field))


def _files_in_memory(pids: list[int]) -> int:
    """Bytes of the open files that are nowhere but in memory (memfd_create), which no process need have mapped."""
    sizes: dict[int, int] = {}
    for pid in pids:
        with suppress(OSError):
            for descriptor in Path(f"/proc/{pid}/fd").iterdir():
                with suppress(OSError):
                    if str(descriptor.readlink()).startswith("/memfd:"):
                        status = descriptor.stat()
                        sizes[status.st_ino] = status.st_blocks * BLOCK
    return sum(sizes.values())
