"""The one way out to a terminal or a pipe: whoever wrote a text, no control but newline and tab gets through."""

import sys
from collections.abc import Iterable
from typing import Any, TextIO, cast

from system2.render.safe import clean


class HarmlessStream:
    """A text stream that cleans whatever is written to it."""

    def __init__(self, stream: TextIO) -> None:
        self.stream = stream

    def write(self, text: str) -> int:
        """Write what is left of the text once it commands nothing."""
        self.stream.write(clean(text))
        return len(text)

    def writelines(self, lines: Iterable[str]) -> None:
        """Write them all."""
        for line in lines:
            self.write(line)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.stream, name)


def make_outputs_harmless() -> None:
    """Let everything that is printed from now on go out clean, Python's own warnings and tracebacks too."""
    sys.stdout, sys.stderr = (_harmless(each) for each in (sys.stdout, sys.stderr))


def _harmless(stream: TextIO) -> TextIO:
    closed = stream is None  # as Python has it where there was no such stream at the start
    return stream if closed or isinstance(stream, HarmlessStream) else cast(TextIO, HarmlessStream(stream))


def behind(stream: TextIO) -> TextIO:
    """The stream itself, for whoever draws on it and cleans what is drawn."""
    return stream.stream if isinstance(stream, HarmlessStream) else stream
