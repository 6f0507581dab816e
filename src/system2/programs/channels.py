"""What comes out of a program: gathered, counted, and only its end kept."""

import os
import selectors
from contextlib import suppress

CHUNK = 65_536
KEPT = 16_384
"""Bytes of each channel that are kept: the last ones, where a score would be."""


class Intake:
    """The reading ends of several pipes.

    `kept` holds the end of what came out of each, by its name, `total` the bytes that came out of all together.
    """

    def __init__(self) -> None:
        self.kept: dict[str, bytes] = {}
        self.total = 0
        self._selector = selectors.DefaultSelector()

    def open(self, name: str, descriptor: int) -> None:
        """Read this pipe too."""
        os.set_blocking(descriptor, False)
        self._selector.register(descriptor, selectors.EVENT_READ, name)
        self.kept[name] = b""

    def open_pipe(self, name: str) -> int:
        """A new pipe to read; its writing end."""
        read, write = os.pipe()
        self.open(name, read)
        return write

    def is_open(self, name: str) -> bool:
        """Whether more may come out of this pipe."""
        return any(key.data == name for key in self._selector.get_map().values())

    def read(self, seconds: float) -> bool:
        """Take in what is there, or comes within this time; whether anything happened."""
        ready = self._selector.select(seconds)
        for key, _ in ready:
            chunk = b""
            with suppress(OSError):
                chunk = os.read(key.fd, CHUNK)
            self.total += len(chunk)
            self.kept[key.data] = (self.kept[key.data] + chunk)[-KEPT:]
            if not chunk:
                self._selector.unregister(key.fd)
        return bool(ready)

    def close(self) -> None:
        """Read no more."""
        self._selector.close()
