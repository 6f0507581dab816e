"""How long a call may take: all its tries and the waits between them, but not its wait for a slot or for money."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager


class Patience:
    """So many seconds, which pass but for the stretches that do not count."""

    def __init__(self, seconds: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._end = clock() + seconds

    @property
    def left(self) -> float:
        """Seconds that are left, less than nothing where it is over."""
        return self._end - self._clock()

    @contextmanager
    def paused(self) -> Iterator[None]:
        """Let the body of a `with` take as long as it will."""
        begin = self._clock()
        try:
            yield
        finally:
            self._end += self._clock() - begin
