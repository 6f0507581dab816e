"""How the server behaves: what it says to whom, how fast, and what it refuses."""

import random
import time
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TypeAlias

from tests.server.faults import Fault
from tests.server.messages import Request, is_verdict
from tests.server.replies import Reply, verdict

Act: TypeAlias = Reply | Fault
Script: TypeAlias = Callable[[Request], Act | str]
Lines: TypeAlias = Script | Act | str | Iterable[Act | str]
"""What a server may be given to say: a function of the request, one thing for ever, or things in order of arrival."""

Latency: TypeAlias = float | Callable[[Request], float]


def as_script(lines: Lines) -> Script:
    """Anything that a server may be given to say, as a function of the request."""
    if isinstance(lines, str | Reply | Fault):
        return lambda request: lines
    if callable(lines):
        return lines
    remaining = iter(lines)

    def read_on(request: Request) -> Act | str:
        line = next(remaining, None)
        if line is None:
            raise LookupError(f"the script had nothing left to say to request {request.number}")
        return line

    return read_on


def roles(path: Lines, verdict: Lines) -> Script:
    """One script for those who solve, one for the judge."""
    solve, judge = as_script(path), as_script(verdict)
    return lambda request: judge(request) if is_verdict(request) else solve(request)


agreeable: Script = roles("Six times seven is 42.\n\nFinal answer: 42", verdict(True))
"""What a server says that was told nothing else."""


def uneven(mean: float, *, spread: float = 0.5, seed: int = 0) -> Callable[[Request], float]:
    """Latencies as providers have them: log-normal around `mean` seconds, the same for the same arrival every time."""

    def latency(request: Request) -> float:
        draw = random.Random(f"{seed}/{request.number}").lognormvariate(-spread * spread / 2, spread)
        return mean * draw

    return latency


@dataclass
class RateLimit:
    """At most `requests` in any window of `seconds`; those beyond get 429, with Retry-After where one is given."""

    requests: int
    seconds: float = 1.0
    retry_after: float | None = None

    def __post_init__(self) -> None:
        self._accepted: deque[float] = deque()

    def admits(self) -> bool:
        """Whether one more request may pass now."""
        now = time.monotonic()
        while self._accepted and self._accepted[0] <= now - self.seconds:
            self._accepted.popleft()
        if len(self._accepted) >= self.requests:
            return False
        self._accepted.append(now)
        return True
