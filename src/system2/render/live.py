"""The live view: the run drawn in place on standard error, folded away when it is over."""

import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Self, TextIO, cast

from rich.console import Console, ConsoleOptions
from rich.control import Control
from rich.live import Live
from rich.text import Text

from system2.core.decisions import Judged, Remark
from system2.core.events import Event, Retrying, RunStarted, Warned
from system2.render.console import HarmlessConsole
from system2.render.frame import frame
from system2.render.outlet import Outlet
from system2.render.plain import tell
from system2.render.screen import Screen
from system2.render.signs import signs_for
from system2.render.summary import summary
from system2.render.way_out import behind

FRAMES_PER_SECOND = 12


class LiveView:
    """Draws at its own pace whatever the latest events have made of the screen.

    Taking in an event only replaces the state, which is immutable, so the drawing thread needs no lock. The cursor is
    hidden once the run has started, and shown again however the `with` block ends.
    """

    streams = True

    def __init__(
        self,
        *,
        verbose: bool = False,
        compares: bool = False,
        stream: TextIO | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        stream = stream or sys.stderr
        self._console = HarmlessConsole(cast(TextIO, Outlet(behind(stream))))
        self._signs = signs_for(stream.encoding)
        self._verbose = verbose
        self._tells_account = verbose or compares
        self._clock = clock
        self._screen = Screen()
        self._began = clock()
        self._tallest = 0
        self._size = self._console.size
        self._live = Live(
            console=self._console,
            get_renderable=self._picture,
            refresh_per_second=FRAMES_PER_SECOND,
            transient=True,
            redirect_stdout=False,
            vertical_overflow="crop",
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._live.stop()

    def __call__(self, event: Event) -> None:
        """Take in one event."""
        self._screen = self._screen.after(event)
        match event:
            case RunStarted():
                self._began = self._clock()
                self._live.start()
            case Warned(detail=False) | Remark():
                self._say(event)
            case Judged() | Retrying() | Warned() if self._verbose:
                self._say(event)

    def summarise(self) -> None:
        """The lines that close the run, to be written after the answer."""
        for told in summary(self._screen, self._signs, tells_account=self._tells_account):
            self._console.print(Text(told))

    def _say(self, event: Event) -> None:
        """A line that stays, above the picture."""
        told = tell(event, self._screen, self._signs, verbose=self._verbose)
        self._console.print(Text(told, style="dim"))

    def _picture(self) -> "Picture":
        size = self._console.size
        if size != self._size:
            self._tallest = 0
        if size.width < self._size.width:
            # A terminal that got narrower has wrapped the old frame, so its height is no longer known.
            self._console.control(Control.clear(), Control.home())
        self._size = size
        return Picture(self)

    def draw(self, width: int, height: int) -> list[Text]:
        """The lines of a frame that leaves the terminal's last line free."""
        lines = frame(self._screen, width, height - 1, self._clock() - self._began, self._signs, least=self._tallest)
        self._tallest = max(self._tallest, len(lines))
        return lines


@dataclass(frozen=True)
class Picture:
    """What Rich draws: a frame of the size that the terminal has at that moment."""

    view: LiveView

    def __rich_console__(self, console: Console, _: ConsoleOptions) -> Iterator[Text]:
        size = console.size
        if lines := self.view.draw(size.width, size.height):
            yield Text("\n").join(lines)
