"""The one door to math-verify: a worker process, started when first needed, killed when over time or interrupted.

math-verify's own time limits rest on SIGALRM: they work on the main thread alone and would disturb an event loop.
"""

import atexit
import functools
import json
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import subprocess

PATIENCE = 120.0
"""Seconds of waiting, on a busy machine, for a worker that starts or works; it limits its own work."""
MOST_KILLED = 8
"""After so many killed workers in a row no further one is started: what is left is compared as text."""


class Worker:
    """At most one process; requests of several threads wait for each other."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._lock = threading.Lock()
        self._killed_in_a_row = 0

    def compare(self, one: str, other: str) -> bool | None:
        """Whether two LaTeX texts are equal; None where they cannot be read or it would take too long."""
        with self._lock, self._interruptible():
            if self._killed_in_a_row >= MOST_KILLED:
                return None
            try:
                reply = _exchange(self._process or self._start(), (one, other))
            except (TimeoutError, OSError):
                self._killed_in_a_row += 1
                self._stop()
                return None
            self._killed_in_a_row = 0
            return reply

    def stop(self) -> None:
        """End the process; the next request starts another."""
        with self._lock:
            self._stop()

    def _start(self) -> "subprocess.Popen[bytes]":
        import subprocess

        self._process = subprocess.Popen(
            # -P: a file in the user's folder is never imported in place of a library
            [sys.executable, "-P", "-m", "system2.answers.worker"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            start_new_session=True,  # Ctrl-C at the terminal is for the program, not for its worker
        )
        return self._process

    def _stop(self) -> None:
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            process.communicate()

    @contextmanager
    def _interruptible(self) -> Iterator[None]:
        """Have the signals that end the program end its algebra first, so that they are heard at once.

        An event loop hears of a signal only when it runs again, which it cannot while it waits here.
        """
        before: dict[int, signal._HANDLER] = {}

        def end(number: int, frame: FrameType | None) -> None:
            self._killed_in_a_row = MOST_KILLED
            if self._process is not None:
                self._process.kill()
            handler = before[number]
            if callable(handler):
                handler(number, frame)
            else:
                signal.signal(number, handler)
                signal.raise_signal(number)

        if threading.current_thread() is threading.main_thread():
            known = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
            before |= {number: handler for number, handler in known.items() if handler is not signal.SIG_IGN}
        for number in before:
            signal.signal(number, end)
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)


def _exchange(process: "subprocess.Popen[bytes]", texts: tuple[str, str]) -> bool | None:
    """One request and its reply.

    Raises:
        TimeoutError: there was no reply in time.
        OSError: the process has died.
    """
    import selectors

    if process.stdin is None or process.stdout is None:
        raise OSError("the worker was started without pipes")
    process.stdin.write(json.dumps(texts).encode() + b"\n")
    process.stdin.flush()
    with selectors.DefaultSelector() as selector:
        selector.register(process.stdout, selectors.EVENT_READ)
        if not selector.select(PATIENCE):
            raise TimeoutError
    line = process.stdout.readline()
    if not line:
        raise OSError("the worker has died")
    reply: bool | None = json.loads(line)
    return reply


_worker = Worker()
atexit.register(_worker.stop)


@functools.lru_cache(maxsize=4096)
def tractable(text: str) -> bool:
    """Whether algebra can read this LaTeX and compare it with a plain number in time."""
    return _worker.compare(text, "1") is not None


@functools.lru_cache(maxsize=16384)
def same_mathematics(one: str, other: str) -> bool:
    """Whether algebra finds these LaTeX texts equal in time."""
    return tractable(one) and tractable(other) and bool(_worker.compare(one, other))
