"""How long a call may take, when a failed attempt is worth another, and after how long."""

import random
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from system2.model.errors import CallError
from system2.model.parameters import CONNECT_SECONDS

ATTEMPTS = 5
ATTEMPTS_UNREACHABLE = 3
DEAD_SECONDS = 10.0
"""A dead server stays dead: it is given up within so many seconds, each attempt's own included."""
MOST_REFUSALS = 3
"""A request is met by so many refusals before its model is given up: each is answered by sending less."""
FIRST_DELAY = 0.5
LONGEST_DELAY = 8.0


class Patience:
    """What is left of the seconds that a call may take, with all its tries and the waits between them.

    Its wait for a slot or for money does not count.
    """

    def __init__(self, seconds: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._seconds = seconds
        self._clock = clock
        self._end = clock() + seconds

    @property
    def left(self) -> float:
        """Seconds that are left, less than nothing where it is over."""
        return self._end - self._clock()

    @property
    def spent(self) -> float:
        """Seconds that are gone."""
        return self._seconds - self.left

    @contextmanager
    def paused(self) -> Iterator[None]:
        """Let the body of a `with` take as long as it will."""
        begin = self._clock()
        try:
            yield
        finally:
            self._end += self._clock() - begin


def delay(error: CallError, attempt: int, patience: float, spent: float = 0.0) -> float | None:
    """Seconds to wait before attempt `attempt + 1`; None where no further attempt makes sense.

    Exponential back-off with jitter over its upper half, so that paths which failed together do not come back
    together. A `Retry-After` of the provider is honoured, unless it asks for more than `patience` seconds. A parameter
    that the model does not take is no failure: the next attempt goes without it, at once. A server that was not reached
    within `spent` seconds is tried again only where that can end before it has to be given up.
    """
    allowed = ATTEMPTS_UNREACHABLE if error.kind == "unreachable" else ATTEMPTS
    if error.kind == "parameter":
        return 0.0 if attempt <= MOST_REFUSALS else None
    if not error.retryable or attempt >= allowed:
        return None
    backoff = min(LONGEST_DELAY, FIRST_DELAY * 2 ** (attempt - 1)) * random.uniform(0.5, 1.0)
    seconds = max(backoff, error.retry_after or 0.0)
    if error.kind == "unreachable" and spent + seconds + CONNECT_SECONDS > DEAD_SECONDS:
        return None
    return seconds if seconds <= patience else None


def silence(error: CallError, patience: float) -> float | None:
    """Seconds for which nobody should ask the provider; None where that is longer than whoever asked can wait.

    The longer wait ends the one call that heard of it: it is no reason to slow any other.
    """
    seconds = error.retry_after or 0.0
    return seconds if seconds <= patience else None
