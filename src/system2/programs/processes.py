"""The processes below this one: how many they are, what they hold, and how they all end."""

import os
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

PATIENCE = 5.0
"""Seconds to wait for killed processes to be gone; only one that hangs in the kernel takes longer."""

PAUSE = 0.002
KIBIBYTE = 1024

HELD = ("RssAnon:", "RssShmem:")
"""What a process holds of its own, in the kernel's words: not the files that it has mapped."""


class Holding(NamedTuple):
    """Processes and threads together, and bytes of memory."""

    tasks: int
    memory: int


def holding() -> Holding:
    """What the processes below this one hold together; nothing where the system does not tell."""
    pids = list(descendants(os.getpid()))
    return Holding(sum(map(_tasks, pids)), sum(map(_memory, pids)))


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


def _memory(pid: int) -> int:
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except OSError:
        return 0
    return sum(int(line.split()[1]) * KIBIBYTE for line in lines if line.startswith(HELD))
