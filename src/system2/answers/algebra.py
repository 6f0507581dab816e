"""The one door to math-verify: a worker process, started when first needed, killed when over time."""

import atexit
import functools
import json
import selectors
import subprocess
import sys
import threading

START_SECONDS = 20.0
"""For the first request of a worker, which imports sympy."""
SECONDS = 2.0
MOST_KILLED = 4
"""After so many requests over time no further worker is started: what is left is compared as text."""


class _Worker:
    """At most one process; requests of several threads wait for each other."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._lock = threading.Lock()
        self._killed = 0

    def ask(self, *texts: str) -> bool:
        """What the worker replies, or False where it does not within its time."""
        with self._lock:
            if self._killed >= MOST_KILLED:
                return False
            if self._process is None:
                self._start()
                self._exchange(("1",), START_SECONDS)
            reply = self._exchange(texts, SECONDS)
            if reply is None:
                self._killed += 1
                self._stop()
            return bool(reply)

    def stop(self) -> None:
        """End the process; the next request starts another."""
        with self._lock:
            self._stop()

    def _start(self) -> None:
        self._process = subprocess.Popen(
            # -P: a file of the user's folder is never imported in place of a library
            [sys.executable, "-P", "-m", "system2.answers.worker"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            start_new_session=True,  # Ctrl-C at the terminal is for the program, not for its worker
        )

    def _exchange(self, texts: tuple[str, ...], seconds: float) -> bool | None:
        process = self._process
        if process is None or process.stdin is None or process.stdout is None:
            return None
        try:
            process.stdin.write(json.dumps(texts).encode() + b"\n")
            process.stdin.flush()
        except BrokenPipeError:
            return None
        with selectors.DefaultSelector() as selector:
            selector.register(process.stdout, selectors.EVENT_READ)
            if not selector.select(seconds):
                return None
        line = process.stdout.readline()
        return bool(json.loads(line)) if line else None

    def _stop(self) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        process.kill()
        if process.stdin and process.stdout:
            process.stdout.close()
            process.stdin.close()
        process.wait()


_worker = _Worker()
atexit.register(_worker.stop)


@functools.lru_cache(maxsize=4096)
def readable(text: str) -> bool:
    """Whether math-verify can read this LaTeX within its time."""
    return _worker.ask(text)


@functools.lru_cache(maxsize=16384)
def same_mathematics(one: str, other: str) -> bool:
    """Whether math-verify finds these LaTeX texts equal within its time."""
    return readable(one) and readable(other) and _worker.ask(one, other)
