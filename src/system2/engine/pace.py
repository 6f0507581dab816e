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

    Once it is cut, calls go out evenly apart, in the order of their coming. Those that were on their way when it was
    cut do not cut it again. A provider that wants to be left alone for a while gets no call until then.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._sent: deque[float] = deque()
        self._rate = 0.0
        self._cut_at = -1.0
        self._next = 0.0
        self._silent_until = 0.0
        self._turns = asyncio.Lock()

    @property
    def silence(self) -> float:
        """Seconds for which the provider still wants to be left alone."""
        return max(0.0, self._silent_until - self._clock())

    async def turn(self) -> bool:
        """Wait for the next call's turn; whether it may go out, or silence was asked for meanwhile."""
        if self.rate:
            async with self._turns:
                if (wait := self._next - self._clock()) > 0:
                    await asyncio.sleep(wait)
                if not self.silence and self.rate:
                    self._next = self._clock() + 1 / self.rate
        if self.silence:
            return False
        self._note()
        return True

    def refused(self, sent: float, silence: float = 0.0) -> None:
        """A call that went out at `sent`, by the clock, came too fast; no other is wanted for so many seconds."""
        now = self._clock()
        if sent > self._cut_at:
            self._rate = max(SLOWEST, CUT * (self.rate or self._measured))
            self._cut_at = now
        self._silent_until = max(self._silent_until, now + silence)

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
