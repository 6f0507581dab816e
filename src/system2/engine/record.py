"""The record of a run: what happened, for people and for going on with it later."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Protocol

from system2.answers.algebra import GivenUp
from system2.core.events import CallEnded, Event
from system2.core.outcomes import Outcome
from system2.store.runs import trace_file
from system2.store.trace import Arrival, read_trace
from system2.store.writer import TraceWriter


class Recording(Protocol):
    """A watcher that keeps what a run does. `arrivals` and `calls` are what an earlier part of the run left.

    `given_up` are the pairs of answers that took too long to compare, then and now.
    """

    arrivals: Sequence[Arrival]
    calls: Sequence[CallEnded]
    given_up: GivenUp

    def __call__(self, event: Event) -> None:
        """Keep an event."""

    def outcome(self, place: int, number: int, outcome: Outcome) -> None:
        """Keep an outcome that was handed to the strategy."""

    def touched(self, key: str) -> None:
        """Keep that an entry of the cache belongs to this run."""

    def close(self) -> None:
        """Let go of the file."""


class Kept(set[tuple[str, str]]):
    """Pairs of which `tell` is told when they are added."""

    def __init__(self, pairs: Iterable[tuple[str, str]], tell: Callable[[str, str], None]) -> None:
        super().__init__(pairs)
        self._tell = tell

    def add(self, pair: tuple[str, str]) -> None:
        """Keep a pair that is new."""
        if pair not in self:
            super().add(pair)
            self._tell(*pair)


class Traced:
    """Writes the run's trace."""

    def __init__(
        self, run: str, *, arguments: Sequence[str], plan: Mapping[str, Any], warn: Callable[[str], object]
    ) -> None:
        file = trace_file(run)
        self.arrivals: Sequence[Arrival] = ()
        self.calls: Sequence[CallEnded] = ()
        pairs: Iterable[tuple[str, str]] = ()
        if file.stat().st_size:
            trace = read_trace(file)
            self.arrivals = trace.arrivals
            pairs = trace.given_up
            self.calls = [moment.event for moment in trace.moments if isinstance(moment.event, CallEnded)]
        self._writer = TraceWriter(file, arguments=arguments, plan=plan, warn=warn)
        self.given_up: GivenUp = Kept(pairs, self._writer.gave_up)
        self.outcome = self._writer.outcome
        self.touched = self._writer.touched
        self.close = self._writer.close

    def __call__(self, event: Event) -> None:
        """Keep an event."""
        self._writer(event)


class Untraced:
    """Keeps nothing."""

    arrivals: Sequence[Arrival] = ()
    calls: Sequence[CallEnded] = ()

    def __init__(self) -> None:
        self.given_up: GivenUp = set()

    def __call__(self, event: Event) -> None:
        """Keep nothing."""

    def outcome(self, place: int, number: int, outcome: Outcome) -> None:
        """Keep nothing."""

    def touched(self, key: str) -> None:
        """Keep nothing."""

    def close(self) -> None:
        """There is nothing to let go of."""
