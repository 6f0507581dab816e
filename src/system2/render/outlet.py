"""Standard error as the views write to it: one that goes away is no reason to lose a paid run."""

from typing import TextIO


class Outlet:
    """A text stream that falls silent when it can no longer be written to."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._open = True

    def write(self, text: str) -> int:
        """Write, unless the stream is gone."""
        if self._open:
            try:
                self._stream.write(text)
            except (OSError, ValueError):  # a broken pipe, a terminal that hung up, a closed file
                self._open = False
        return len(text)

    def flush(self) -> None:
        """Send what was written."""
        if self._open:
            try:
                self._stream.flush()
            except (OSError, ValueError):
                self._open = False

    def isatty(self) -> bool:
        """Whether a person watches."""
        return self._open and self._stream.isatty()

    def fileno(self) -> int:
        """The stream's own."""
        return self._stream.fileno()

    @property
    def encoding(self) -> str:
        """The stream's own."""
        return self._stream.encoding or "ascii"
