"""How far a batch or a measurement is: a bar at a terminal, a plain line now and then elsewhere."""

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Protocol

from system2.cli.output import tell
from system2.render.safe import clean

if TYPE_CHECKING:
    from rich.console import Console, RenderableType

    from system2.engine.progress import Progress

QUIET_SECONDS = 10.0
"""Seconds between two plain lines."""

LONGEST_BAR = 24
SHORTEST_BAR = 4
"""Where less room is left beside the figures, these are shown alone, on two lines if need be."""

ECHO = 4
"""Columns that stay free: the `^C` that a terminal echoes would make a full line two, and the upper one would stay."""


class ProgressView(Protocol):
    """Shows how it stands."""

    def tell(self, line: str) -> None:
        """Say one line, above the bar."""

    def show(self, progress: "Progress") -> None:
        """The progress has changed."""

    def summarise(self, progress: "Progress") -> None:
        """Say how it ended."""


@contextmanager
def progress_view(command: str, display: str, *, prints: bool = False) -> Iterator[ProgressView]:
    """The view for a command, and a display of auto, live, plain or none.

    A bar would write over what the command `prints` meanwhile, where that goes to the same terminal.
    """
    moving = sys.stderr.isatty() and os.environ.get("TERM", "dumb") != "dumb"
    if display == "none":
        yield Quiet(command)
    elif (display == "live" or (display == "auto" and moving)) and not (prints and sys.stdout.isatty()):
        from rich.live import Live

        from system2.render.console import HarmlessConsole

        console = HarmlessConsole(sys.stderr)
        bar = Bar(command, console)
        with Live(get_renderable=bar.drawn, console=console, transient=True, refresh_per_second=10):
            yield bar
    else:
        yield Lines(command)


class Quiet:
    """Says what went wrong, and nothing else."""

    def __init__(self, command: str) -> None:
        self._command = command

    def tell(self, line: str) -> None:
        """Say one line."""
        tell(f"{self._command}: {clean(line)}")

    def show(self, progress: "Progress") -> None:
        """Nothing is shown."""

    def summarise(self, progress: "Progress") -> None:
        """Nothing is said."""


class Lines(Quiet):
    """A line now and then."""

    def __init__(self, command: str) -> None:
        super().__init__(command)
        self._said = time.monotonic()

    def show(self, progress: "Progress") -> None:
        """Say how it stands, if the last time is long ago."""
        if time.monotonic() - self._said >= QUIET_SECONDS:
            self._said = time.monotonic()
            tell(standing(progress))

    def summarise(self, progress: "Progress") -> None:
        """Say how it ended."""
        tell(standing(progress, over=True))


class Bar(Quiet):
    """A bar that stays at the bottom."""

    def __init__(self, command: str, console: "Console") -> None:
        super().__init__(command)
        self._console = console
        self._progress: Progress | None = None

    def tell(self, line: str) -> None:
        """Say one line above the bar."""
        self._console.print(f"{self._command}: {clean(line)}", soft_wrap=True)

    def show(self, progress: "Progress") -> None:
        """Draw this one from now on."""
        self._progress = progress

    def drawn(self) -> "RenderableType":
        """The bar with its figures."""
        return bar_of(self._progress, self._console.width - ECHO) if self._progress else ""

    def summarise(self, progress: "Progress") -> None:
        """Say how it ended."""
        tell(standing(progress, over=True))


def bar_of(progress: "Progress", width: int) -> "RenderableType":
    """A bar in what room the figures leave, and the figures, which are never cut."""
    from rich.constrain import Constrain
    from rich.progress_bar import ProgressBar
    from rich.table import Table
    from rich.text import Text

    figures = standing(progress)
    room = min(LONGEST_BAR, width - len(figures) - 1)
    if room < SHORTEST_BAR:
        return Constrain(Text(figures), width)
    line = Table.grid(padding=(0, 1, 0, 0), pad_edge=False)
    line.add_row(ProgressBar(progress.total, progress.done, width=room), figures)
    return line


def standing(progress: "Progress", *, over: bool = False) -> str:
    """The progress in one line, the figures that do not apply left out.

    >>> from system2.engine.progress import Progress
    >>> standing(Progress(total=1000, answered=120, failed=2, marked=80, right=70, seconds=60))
    '122 of 1,000 · 2 failed · 87.5 % right · $0.00 · 7 min 11 s left'
    """
    from system2.core.money import dollars
    from system2.render.words import billed, duration

    parts = [
        f"{progress.done:,} of {progress.total:,}"
        if progress.total is not None and not over
        else f"{progress.done:,} done"
    ]
    if progress.earlier:
        parts.append(f"{progress.earlier:,} earlier")
    if progress.failed:
        parts.append(f"{progress.failed:,} failed")
    if progress.not_good_enough:
        parts.append(f"{progress.not_good_enough:,} not good enough")
    if progress.accuracy is not None:
        parts.append(f"{100 * progress.accuracy:.1f} % right")
    parts.append(billed(progress.bill))
    if progress.cap_left:
        parts.append(f"{dollars(progress.cap_left.left)} left {progress.cap_left.when}")
    if over:
        parts.append(duration(progress.seconds))
    elif progress.seconds_left is not None:
        parts.append(f"{duration(progress.seconds_left)} left")
    return " · ".join(parts)
