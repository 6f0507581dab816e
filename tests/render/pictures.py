"""Frames of the live view as pictures."""

import html
import re
from collections.abc import Sequence
from io import StringIO

from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

from system2.core.events import Event
from system2.render.frame import frame
from system2.render.screen import Screen
from system2.render.signs import UNICODE, Signs

CELL = 12.2
"""Width of a cell in Rich's pictures."""


def screen_after(events: Sequence[Event]) -> Screen:
    """What is known once these events have happened."""
    screen = Screen()
    for event in events:
        screen = screen.after(event)
    return screen


def lines_of(events: Sequence[Event], width: int, height: int, signs: Signs = UNICODE) -> list[str]:
    """The frame in a terminal of this size, as text."""
    return [line.plain for line in frame(screen_after(events), width, height - 1, 4.2, signs)]


def picture(events: Sequence[Event], width: int, height: int, signs: Signs = UNICODE, *, name: str) -> str:
    """The frame in a terminal of this size, as SVG."""
    return picture_of(frame(screen_after(events), width, height - 1, 4.2, signs), width, height, name=name)


def picture_of(lines: Sequence[Text], width: int, height: int | None = None, *, name: str) -> str:
    """Lines in a terminal of this size, as SVG."""
    console = Console(
        file=StringIO(),
        record=True,
        width=width,
        height=height,
        force_terminal=True,
        color_system="truecolor",
        no_color=False,
    )
    console.print(Text("\n").join(lines))
    svg = console.export_svg(title="system2", unique_id=name)
    # Rich counts letters where it should count cells, so that wide ones overlap.
    return re.sub(r'textLength="[^"]*"([^>]*)>([^<]*)<', _with_length_in_cells, svg)


def _with_length_in_cells(tag: re.Match[str]) -> str:
    cells = cell_len(html.unescape(tag[2]))
    return f'textLength="{CELL * cells:.6g}"{tag[1]}>{tag[2]}<'
