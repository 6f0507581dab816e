"""Rich's console, as everything that is drawn goes through it: what a text says is text, and never a command."""

from collections.abc import Iterable
from typing import TextIO

from rich.console import Console, ConsoleOptions, RenderableType
from rich.segment import Segment

from system2.render.safe import clean
from system2.render.way_out import behind


class HarmlessConsole(Console):
    """Draws on the stream; of what it is given only its own cursor moves and colours reach the terminal as such."""

    def __init__(self, stream: TextIO) -> None:
        super().__init__(file=behind(stream), markup=False, highlight=False, emoji=False)

    def render(self, renderable: RenderableType, options: ConsoleOptions | None = None) -> Iterable[Segment]:
        """Rich's own pieces of what is to be drawn, each of them clean."""
        for segment in super().render(renderable, options):
            if segment.control or segment.text.isprintable():
                yield segment
            else:
                yield Segment(clean(segment.text), segment.style)
