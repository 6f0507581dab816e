"""A terminal of a given size, in which a command runs and whose screen can be read."""

import fcntl
import os
import pty
import re
import signal
import struct
import termios
import threading
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import pyte

from tests import forks
from tests.commands import PATIENCE

FRAME = re.compile(rb"(?=\r(?!\n))")
"""Where a frame begins that is drawn over the one before it, which is whole then.

A busy machine hands over what was written in pieces that begin and end anywhere, so the screen is looked at there.
"""

KEEPS_LINES = 10_000
"""How many lines that were scrolled off can still be read."""


class Terminal:
    """A command in a pseudo-terminal; all three standard streams are the terminal. Used as a context manager.

    Its standard output goes to the descriptor `stdout` instead, where one is given.
    """

    def __init__(
        self,
        command: Sequence[str],
        *,
        columns: int,
        rows: int,
        environment: Mapping[str, str],
        folder: Path,
        stdout: int | None = None,
    ) -> None:
        self.screen: Any = pyte.HistoryScreen(columns, rows, history=KEEPS_LINES, ratio=1)
        self.raw = bytearray()
        self._stream: Any = pyte.ByteStream(self.screen)
        self._changed = threading.Condition()
        self._has_ended = False
        self._wanted: Callable[[], bool] = lambda: False
        self._was_seen = False
        self._ours, theirs = pty.openpty()
        self._set_size(columns, rows)
        self.process = forks.start(
            command,
            leads_terminal=True,
            stdin=theirs,
            stdout=theirs if stdout is None else stdout,
            stderr=theirs,
            env={**environment, "TERM": environment.get("TERM", "xterm-256color")},
            cwd=folder,
        )
        os.close(theirs)
        self._reader = threading.Thread(target=self._read, name="terminal")
        self._reader.start()

    @property
    def lines(self) -> list[str]:
        """The rows on the screen, without what is blank on their right."""
        return [line.rstrip() for line in self.screen.display]

    @property
    def text(self) -> str:
        """The screen as text, without the blank rows at its end."""
        return "\n".join(self.lines).rstrip("\n")

    @property
    def scrolled(self) -> list[str]:
        """The rows that were scrolled off at the top, oldest first."""
        columns = range(self.screen.columns)
        return ["".join(line[column].data for column in columns).rstrip() for line in self.screen.history.top]

    @property
    def everything(self) -> str:
        """What was scrolled off, then the screen."""
        return "\n".join([*self.scrolled, self.text])

    def send(self, keys: str) -> None:
        r"""Press keys; `\r` is Enter, `\t` Tab, `\x03` Ctrl-C, `\x04` Ctrl-D."""
        os.write(self._ours, keys.encode())

    def hang_up(self) -> None:
        """Close the terminal under the command, as when its window is closed."""
        ours, self._ours = self._ours, os.open(os.devnull, os.O_RDWR)
        os.close(ours)

    def resize(self, columns: int, rows: int) -> None:
        """Change the size as a window manager would."""
        with self._changed:
            self.screen.resize(rows, columns)
        self._set_size(columns, rows)

    def wait_for(self, what: str | Callable[[Self], bool], timeout: float = PATIENCE) -> None:
        """Wait until a text stands on the screen or a condition holds; AssertionError with the screen otherwise."""

        def holds() -> bool:
            return what in self.text if isinstance(what, str) else what(self)

        with self._changed:
            self._wanted, self._was_seen = holds, holds()
            self._changed.wait_for(lambda: self._was_seen or self._has_ended, timeout)
            self._wanted = lambda: False
            assert self._was_seen, f"not on the screen{' at its end' if self._has_ended else ''}:\n{self.everything}"

    def finish(self, timeout: float = PATIENCE) -> int:
        """Wait for the command's end and for all that it printed, and return its exit code."""
        code = self.process.wait(timeout)
        self._reader.join(timeout)
        assert not self._reader.is_alive(), "something the command started still holds the terminal"
        return code

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGKILL)
        self.finish()
        os.close(self._ours)

    def _set_size(self, columns: int, rows: int) -> None:
        fcntl.ioctl(self._ours, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def _read(self) -> None:
        while data := self._next_bytes():
            for piece in FRAME.split(data):
                with self._changed:
                    self.raw += piece
                    self._stream.feed(piece)
                    self._was_seen = self._was_seen or self._wanted()
                    self._changed.notify_all()
        with self._changed:
            self._has_ended = True
            self._changed.notify_all()

    def _next_bytes(self) -> bytes:
        try:
            return os.read(self._ours, 65536)
        except OSError:  # Linux says EIO where others say end of file.
            return b""
