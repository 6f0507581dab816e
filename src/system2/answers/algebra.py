"""The one door to math-verify: a worker process, started when first needed, killed when interrupted.

math-verify's own time limits rest on SIGALRM: they work on the main thread alone and would disturb an event loop.
"""

import atexit
import functools
import json
import os
import signal
import sys
import threading
from collections.abc import Iterator, MutableSet
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from types import FrameType
from typing import Any

from system2.core.signals import ENDING

MOST_GIVEN_UP = 8
"""After so many requests in a row that took too long none is made any more: what is left is compared as text."""

PATIENCE = 20.0
"""Seconds for one request, its worker's start with it, where the system bounds nobody's use of the processor."""

GivenUp = MutableSet[tuple[str, str]]
given_up: ContextVar[GivenUp] = ContextVar("given_up", default=set[tuple[str, str]]())  # noqa: B039 - kept on purpose
"""Pairs of LaTeX texts that took too long and are compared as texts from then on, whatever another machine can do."""


def same_mathematics(one: str, other: str) -> bool:
    """Whether algebra finds these LaTeX texts equal in time."""
    pair, beyond = (one, other), given_up.get()
    found = _same(one, other) if pair not in beyond else None
    if found is None and not _worker.interrupted:
        beyond.add(pair)
    return bool(found)


@functools.lru_cache(maxsize=16384)
def _same(one: str, other: str) -> bool | None:
    """The same; None where one of them, or both together, take too long."""
    return _worker.compare(one, other) if _is_tractable(one) and _is_tractable(other) else None


@functools.lru_cache(maxsize=4096)
def _is_tractable(text: str) -> bool:
    return _worker.compare(text, "1") is not None


class Worker:
    """At most one process; requests of several threads wait for each other."""

    def __init__(self) -> None:
        self._process: Any = None  # a process, once one was needed: what starts it takes long to import
        self._lock = threading.RLock()
        self._given_up_in_a_row = 0
        self.interrupted = False

    def compare(self, one: str, other: str) -> bool | None:
        """Whether two LaTeX texts can be read and are equal; None where it takes too long to tell."""
        with self._lock, self._interruptible():
            if self.interrupted or self._given_up_in_a_row >= MOST_GIVEN_UP:
                return None
            found = None
            try:
                found = self._exchange(one, other)
            except (OSError, ValueError):  # a dead process takes nothing in, or has nothing to say
                self.stop()
            self._given_up_in_a_row = self._given_up_in_a_row + 1 if found is None else 0
            return found

    def stop(self) -> None:
        """End the process; the next request starts another."""
        with self._lock:
            self._kill()
            process, self._process = self._process, None
            if process is not None:
                process.communicate()

    def _kill(self) -> None:
        """Kill the process, and its fork that is at work."""
        if self._process is None:
            return
        with suppress(ProcessLookupError, PermissionError):  # it has ended by itself
            if hasattr(os, "killpg"):
                os.killpg(self._process.pid, signal.SIGKILL)
            else:
                self._process.kill()

    def _exchange(self, one: str, other: str) -> bool | None:
        import subprocess

        self._process = self._process or subprocess.Popen(
            # -P: a file in the user's folder is never imported in place of a library
            [sys.executable, "-P", "-m", "system2.answers.worker"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            start_new_session=True,  # Ctrl-C at the terminal is for the program, not for its worker
            text=True,
        )
        print(json.dumps((one, other)), file=self._process.stdin, flush=True)
        with _bounded(self._process):
            found: bool | None = json.loads(self._process.stdout.readline())
            return found

    @contextmanager
    def _interruptible(self) -> Iterator[None]:
        """Have the signals that end the program end its algebra first, so that they are heard at once.

        An event loop hears of a signal only when it runs again, which it cannot while it waits here.
        """
        is_main = threading.current_thread() is threading.main_thread()
        ending = ENDING if is_main else ()
        before = {number: handler for number in ending if callable(handler := signal.getsignal(number))}

        def end(number: int, frame: FrameType | None) -> None:
            self.interrupted = True
            self._kill()
            before[signal.Signals(number)](number, frame)

        for number in before:
            signal.signal(number, end)
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)


@contextmanager
def _bounded(process: Any) -> Iterator[None]:
    """Kill a worker that takes too long, where it cannot do so itself (Windows)."""
    if hasattr(signal, "setitimer"):
        yield
        return
    timer = threading.Timer(PATIENCE, process.kill)
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


_worker = Worker()
atexit.register(_worker.stop)
