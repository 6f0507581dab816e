"""The one door to math-verify: a worker process, started when first needed, killed when over time.

math-verify's own time limits rest on SIGALRM: they work on the main thread alone and would disturb an event loop.
"""

import atexit
import functools
import json
import sys
import threading
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import subprocess

START_SECONDS = 30.0
"""For a worker's first reply, which waits for the import of sympy."""
SECONDS = 2.0
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
        with self._lock:
            if self._killed_in_a_row >= MOST_KILLED:
                return None
            try:
                process = self._process or self._start()
                reply = _exchange(process, (one, other), SECONDS)
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
        _exchange(self._process, ("1", "1"), START_SECONDS)
        return self._process

    def _stop(self) -> None:
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            process.communicate()


def _exchange(process: "subprocess.Popen[bytes]", texts: tuple[str, str], seconds: float) -> bool | None:
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
        if not selector.select(seconds):
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
