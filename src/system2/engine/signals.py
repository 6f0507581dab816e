"""Hearing the signals that ask a process to end."""

import asyncio
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

from system2.core.signals import heeded


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
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    loop = asyncio.get_running_loop()
    before = {number: signal.getsignal(number) for number in heeded()}
    for number in before:
        try:
            loop.add_signal_handler(number, interrupt)
        except NotImplementedError:  # the event loops of Windows
            signal.signal(number, lambda *_: loop.call_soon_threadsafe(interrupt))
    try:
        yield
    finally:
        for number, handler in before.items():
            with suppress(NotImplementedError):
                loop.remove_signal_handler(number)
            signal.signal(number, handler)
