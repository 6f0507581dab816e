"""Which view a run gets: live at a terminal, plain lines elsewhere, none where silence was asked for."""

import os
import sys
from typing import Protocol, Self

from system2.core.events import Event


class View(Protocol):
    """A watcher that shows a run on standard error, used as a context manager around it."""

    streams: bool
    """Whether it shows text as it comes."""

    def __enter__(self) -> Self: ...

    def __exit__(self, *_: object) -> None: ...

    def __call__(self, event: Event) -> None:
        """Take in one event."""

    def summarise(self) -> None:
        """The lines that close the run, to be written after the answer."""


class Silence:
    """The view that shows nothing."""

    streams = False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def __call__(self, event: Event) -> None:
        """Take in one event."""

    def summarise(self) -> None:
        """Nothing stays."""


def view(display: str, *, verbose: bool = False, compares: bool = False) -> View:
    """The view for a display of auto, live, plain or none; a terminal that cannot move its cursor gets plain lines."""
    if display == "none":
        return Silence()
    moving = sys.stderr.isatty() and os.environ.get("TERM", "dumb") != "dumb"
    if display == "live" or (display == "auto" and moving):
        from system2.render.live import LiveView

        return LiveView(verbose=verbose, compares=compares)
    from system2.render.plain import PlainView

    return PlainView(verbose=verbose, compares=compares)
