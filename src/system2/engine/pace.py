"""How fast calls go out: as fast as they come, until a provider says that it is too fast."""

import asyncio
import time
from collections import deque
from collections.abc import Callable

CUT = 0.8
"""What is left of the pace after a refusal."""

GROWTH = 1.05
"""By this factor the pace recovers in each second without a refusal."""

SLOWEST = 1.0
"""Calls a second that are always tried."""

LONGEST_GROWTH = 3600.0
"""Seconds after which growth has come to its end, so that no number overflows."""

FREE = 1000.0
"""A pace of so many calls a second limits nothing."""

WINDOW = 1.0
"""Seconds over which the pace is measured while it is free, where so many have passed since the first call."""

SHORTEST_WINDOW = 0.1


class Pace:
    """The pace of calls to one model: free at first, cut by each refusal, growing slowly in between.

    Once it is cut, calls go out evenly apart. Those that were on their way when it was cut do not cut it again. A
    `Retry-After` stops all calls until then.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._sent: deque[float] = deque()
        self._rate = 0.0
        self._cut_at = -1.0
        self._next = 0.0
        self._turns = asyncio.Lock()

    async def turn(self) -> None:
        """Wait until the next call may go out; those who wait go in the order of their coming."""
        if self.rate or self._clock() < self._next:
            async with self._turns:
                while (wait := self._next - self._clock()) > 0:  # noqa: ASYNC110 - a refusal may put it off meanwhile
                    await asyncio.sleep(wait)
                if self.rate:
                    self._next = self._clock() + 1 / self.rate
        self._note()

    def refused(self, sent: float, retry_after: float | None) -> None:
        """A call that went out at `sent`, by the clock, was refused for coming too fast."""
        now = self._clock()
        if sent > self._cut_at:
            self._rate = max(SLOWEST, CUT * (self.rate or self._measured))
            self._cut_at = now
        self._next = max(self._next, now + (retry_after or 0.0))

    @property
    def rate(self) -> float:
        """Calls a second that may go out now; 0 where nothing limits them."""
        rate = self._rate * GROWTH ** min(self._clock() - self._cut_at, LONGEST_GROWTH)
        return rate if rate < FREE else 0.0

    @property
    def _measured(self) -> float:
        """Calls a second that went out lately."""
        passed = self._clock() - self._sent[0] if self._sent else WINDOW
        return len(self._sent) / min(max(passed, SHORTEST_WINDOW), WINDOW)

    def _note(self) -> None:
        now = self._clock()
        self._sent.append(now)
        while self._sent[0] < now - WINDOW:
            self._sent.popleft()


class Paces:
    """The pace of each model."""

    def __init__(self) -> None:
        self._paces: dict[str, Pace] = {}

    def of(self, model: str) -> Pace:
        """The model's own."""
        return self._paces.setdefault(model, Pace())
