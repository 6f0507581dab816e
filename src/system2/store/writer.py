"""Writing a trace while the run goes on."""

import functools
import os
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from system2.config.home import private_opener
from system2.config.system import lock
from system2.config.zones import now
from system2.core.actions import Action, Ask, Sample
from system2.core.events import CallStarted, Event, RunEnded, TextArrived, Withdrawn
from system2.core.outcomes import Outcome
from system2.errors import UsageError
from system2.prompts.wording import VERSION
from system2.store import codec
from system2.store.trace import FORMAT, Arrival, Invocation, digest_of, read_trace, reference_to


class TraceWriter:
    """A watcher that writes down what happens, one whole line at a time, so that a crash loses no more than a line.

    The file is the run's own, made by `new_run_id`; while the writer is open nobody else continues the run. A file
    that has a trace already is continued: what is in it is not written again when the run is replayed, and the plan
    is where it is another one. Where the disk
    refuses, `warn` is told once and the run goes on untraced.

    Raises:
        UsageError: Where the run is still going on elsewhere.
    """

    def __init__(
        self,
        file: Path,
        *,
        arguments: Sequence[str] = (),
        plan: Mapping[str, Any] | None = None,
        warn: Callable[[str], object],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._file = file
        self._warn = warn
        self._clock = clock
        self._begin = clock()
        self._recorded: Counter[bytes] = Counter()
        self._arrived: dict[int, Arrival] = {}
        self._touched: set[str] = set()
        self._said: set[str] = set()
        self._descriptor = private_opener(str(file), os.O_RDWR | os.O_APPEND)
        try:
            lock(self._descriptor)
        except OSError as trouble:
            os.close(self._descriptor)
            if isinstance(trouble, BlockingIOError):
                raise UsageError(f"Run {file.stem} is still going on in another process.") from None
            raise OSError(trouble.errno, f"the file system cannot lock it ({trouble.strerror})", str(file)) from None
        if file.stat().st_size:
            self._continue(dict(plan or {}))
        else:
            invocation = Invocation(_now(), _version(), VERSION, tuple(arguments), dict(plan or {}))
            self._write({"format": FORMAT} | codec.encode(invocation))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    def __call__(self, event: Event) -> None:
        """Write down an event; what only passes by is left out: pieces of text, since the whole follows."""
        if isinstance(event, TextArrived | CallStarted | Withdrawn):
            return
        record = codec.encode(event)
        content = codec.to_bytes(record)
        if self._recorded[content]:
            self._recorded[content] -= 1
        else:
            self._write_now({"event": record})

    def outcome(self, sequence: int, action_number: int, outcome: Outcome) -> None:
        """Write down the `sequence`-th outcome handed to the strategy, the one of the `action_number`-th action.

        Outcomes that are replayed may be passed again; one that differs voids what was recorded from there on.
        """
        record = codec.encode(outcome)
        del record["action"]
        arrival = Arrival(sequence, action_number, digest_of(outcome.action), record)
        if self._arrived.get(sequence) == arrival:
            return
        self._arrived.clear()
        line = {"sequence": sequence, "action": action_number, "digest": arrival.digest, "outcome": record}
        self._write_now(line | self._prompt(outcome.action))

    def _prompt(self, action: Action) -> dict[str, Any]:
        """What a model was asked, by references to its texts, each of which is written down once."""
        if not isinstance(action, Sample | Ask):
            return {}
        turns = [(said.speaker, reference_to(said.text), said.text) for said in action.messages]
        for _, reference, text in turns:
            if reference not in self._said:
                self._said.add(reference)
                self._write_now({"said": reference, "text": text})
        return {"role": action.role, "prompt": [(speaker, reference) for speaker, reference, _ in turns]}

    def touched(self, key: str) -> None:
        """Write down that the run reads or writes this entry of the cache: forgetting the run forgets it too."""
        if key not in self._touched:
            self._touched.add(key)
            self._write_now({"touched": key})

    def gave_up(self, one: str, other: str) -> None:
        """Write down that comparing these answers took too long, so that the run reads the same when it is replayed."""
        self._write_now({"given_up": [one, other]})

    def close(self) -> None:
        """Let go of the file."""
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1

    def _continue(self, plan: dict[str, Any]) -> None:
        trace = read_trace(self._file)
        self._begin -= trace.seconds
        events = (moment.event for moment in trace.moments if not isinstance(moment.event, RunEnded))
        self._recorded.update(codec.to_bytes(codec.encode(event)) for event in events)
        self._arrived = {arrival.sequence: arrival for arrival in trace.arrivals}
        self._touched = set(trace.touched)
        self._said = set(trace.said)
        os.ftruncate(self._descriptor, self._file.read_bytes().rfind(b"\n") + 1)
        changed = {"plan": plan} if plan and plan != trace.invocation.plan else {}
        self._write_now({"resumed": codec.encode(_now()), **changed})

    def _write_now(self, line: dict[str, Any]) -> None:
        self._write({"at": round(self._clock() - self._begin, 3)} | line)

    def _write(self, line: dict[str, Any]) -> None:
        if self._descriptor < 0:
            return
        try:
            os.write(self._descriptor, codec.to_bytes(line) + b"\n")
        except OSError as trouble:
            self.close()
            self._warn(f"The trace {self._file} cannot be written ({trouble}): going on without it.")


def _now() -> datetime:
    return now().replace(microsecond=0)


@functools.cache  # it is read from disk, which a server would do for each run
def _version() -> str:
    from importlib.metadata import version

    return version("system2")
