"""Hearing the signals that ask a process to end."""

import asyncio
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from system2.config.signals import heeded


class Interruption:
    """What to do when the user wants a run to end; what comes before the run can be told is told to it then."""

    def __init__(self) -> None:
        self.happened = False
        self._halt: Callable[[], None] = lambda: None

    def __call__(self) -> None:
        """The user wants it to end."""
        self.happened = True
        self._halt()

    def then(self, halt: Callable[[], None]) -> None:
        """Call this, now if it has happened already."""
        self._halt = halt
        if self.happened:
            halt()


@contextmanager
def heard(interrupt: Callable[[], None]) -> Iterator[None]:
    """Call `interrupt` for each signal that asks this process to end, on the running event loop.

    A signal that is ignored stays ignored. Outside the main thread nothing is heard.
    """
    loop = asyncio.get_running_loop()
    before = {number: signal.getsignal(number) for number in heeded()}
    try:
        for number in before:
            loop.add_signal_handler(number, interrupt)
    except (ValueError, NotImplementedError, RuntimeError):  # not the main thread, or no such signals here
        yield
        return
    try:
        yield
    finally:
        for number, handler in before.items():
            loop.remove_signal_handler(number)
            signal.signal(number, handler)
