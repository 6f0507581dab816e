"""Where a command's words go: its result to standard output, everything else to standard error."""

import errno
import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    from rich.console import Console

SHORT_WAIT = 0.5
"""Seconds that a person waits without wondering."""

GONE = {errno.EPIPE, errno.EIO, errno.EBADF}
"""What an output says that takes nothing more: its reader has gone, the terminal was closed."""


@dataclass(frozen=True)
class Output:
    """What is printed, and what is shown meanwhile.

    `prefer_answer` prints the answer rather than the whole path, `plain` leaves its Markdown as it was written.
    """

    display: str
    json: bool = False
    answer_only: bool = False
    quiet: bool = False
    verbose: bool = False
    prefer_answer: bool = False
    plain: bool = False

    @property
    def is_drawn(self) -> bool:
        """Whether a person reads the answer at a terminal, who would rather have it drawn."""
        return sys.stdout.isatty() and not (self.json or self.answer_only or self.plain)


def say_no_more(*streams: TextIO) -> None:
    """These outputs take nothing; Python would complain once more while it flushes what is left."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for stream in streams:
        os.dup2(nowhere, stream.fileno())
    os.close(nowhere)


def flush() -> None:
    """Send what was printed; where an output takes nothing more, that is no trouble of whoever ends now."""
    for stream in filter(None, (sys.stdout, sys.stderr)):
        try:
            stream.flush()
        except OSError:
            say_no_more(stream)


def tell(line: str) -> None:
    """Say one line beside the result."""
    print(line, file=sys.stderr)


def teller(*, quiet: bool) -> Callable[[str], None]:
    """Says one line beside the result, unless nothing but the result is wanted."""
    return (lambda line: None) if quiet else tell


def console() -> "Console":
    """Standard output for results that are drawn; what is printed is text and never markup."""
    from system2.render.console import HarmlessConsole

    return HarmlessConsole(sys.stdout)


@contextmanager
def progress_bar(title: str) -> Iterator[Callable[[int, int], None]]:
    """`progress(done, total)` draws a bar on a terminal, once the work has taken a while; the bar goes with its end."""
    started = time.monotonic()
    with ExitStack() as shown:
        task = None

        def progress(done: int, total: int) -> None:
            nonlocal task
            if task is None and sys.stderr.isatty() and time.monotonic() - started > SHORT_WAIT:
                task = shown.enter_context(_drawn_bar(title))
            if task is not None:
                task(done, total)

        yield progress


@contextmanager
def _drawn_bar(title: str) -> Iterator[Callable[[int, int], None]]:
    from rich.progress import Progress

    from system2.render.console import HarmlessConsole

    with Progress(console=HarmlessConsole(sys.stderr), transient=True) as bar:
        task = bar.add_task(title)
        yield lambda done, total: bar.update(task, completed=done, total=total)
