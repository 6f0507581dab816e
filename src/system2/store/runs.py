"""The runs that left a trace: new ones, finding them, forgetting them."""

import secrets
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Literal

from system2.config.home import private_folder, private_opener, runs_folder
from system2.config.system import lock
from system2.config.zones import here
from system2.core.events import CallEnded, RunEnded, RunStarted
from system2.core.money import Bill
from system2.store.trace import Trace, TraceError, read_trace

RunStatus = Literal["answered", "unanswered", "unfinished", "running"]

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32: no letter looks like a digit."""

SHORTEST = 4
TRIES = 3
UNTRACED_LENGTH = 10
"""Signs of an id for a run that leaves no trace file: two such runs have the same id once in 32 to this power."""


@dataclass(frozen=True)
class RunSummary:
    """One line of the history. `question` and `answer` are whole, `seconds` the time at work."""

    run: str
    started: datetime
    status: RunStatus
    command: str
    strategy: str
    model: str
    effort: int
    question: str
    answer: str
    bill: Bill
    seconds: float


def new_run_id(*, traced: bool = True) -> str:
    """An id that no other run has, short enough to type; a traced run's empty file is made with it."""
    if not traced:
        return _random_id(UNTRACED_LENGTH)
    folder = private_folder(runs_folder())
    length = SHORTEST
    while True:
        for _ in range(TRIES):
            run = _random_id(length)
            with suppress(FileExistsError), open(trace_file(run, folder), "xb", opener=private_opener):
                return run
        length += 1


def trace_file(run: str, folder: Path | None = None) -> Path:
    """Where the trace of a run is, however the id was typed: `7kq2`, and O for 0, I or L for 1.

    Raises:
        TraceError: Where this can be no run's id.
    """
    name = run.strip().upper().translate(str.maketrans("OIL", "011"))
    if not name or not set(name) <= set(ALPHABET):
        raise TraceError(f"{run!r} is no run: `system2 history` lists them.")
    return (folder or runs_folder()) / f"{name}.jsonl"


def open_trace(run: str) -> Trace:
    """The trace of this run; of the latest one where `run` is empty.

    Raises:
        TraceError: Where there is none.
    """
    if run:
        return read_trace(trace_file(run))
    latest = find_runs(limit=1)
    if not latest:
        raise TraceError('No run has left a trace yet: `think "a question"` makes one.')
    return read_trace(trace_file(latest[0].run))


def last_unfinished() -> Trace | None:
    """The latest run that broke off or had to do without something, and that nobody is at work on."""
    for summary in find_runs():
        file = trace_file(summary.run)
        if summary.status != "running" and (trace := read_trace(file)).can_be_continued:
            return trace
    return None


def find_runs(
    *,
    text: str = "",
    model: str = "",
    day: date | None = None,
    status: RunStatus | None = None,
    limit: int | None = None,
) -> list[RunSummary]:
    """The runs that match all of these, the latest first.

    `text` is looked for in questions and answers and `model` in the model's name, whatever the case; `day` is the
    local day on which a run began.
    """
    found: list[RunSummary] = []
    for summary in _summaries():
        began = summary.started.date()
        if (
            text.casefold() in f"{summary.question}\n{summary.answer}".casefold()
            and model.casefold() in summary.model.casefold()
            and day in (None, began)
            and status in (None, summary.status)
        ):
            found.append(summary)
            if len(found) == limit:
                break
    return found


def all_runs() -> list[str]:
    """Every run that left a trace and that nobody is at work on."""
    return sorted(file.stem for file in runs_folder().glob("*.jsonl") if not is_running(file))


def runs_before(day: date) -> list[str]:
    """Every run that began before this local day, those too that broke off before they could tell what was asked."""
    return sorted(file.stem for file in runs_folder().glob("*.jsonl") if _began(file) < day)


def forget(run: str) -> frozenset[str]:
    """Remove the trace of a run; the keys of its entries in the cache, which are to be forgotten too.

    Raises:
        TraceError: Where there is none, or the run is still going on.
    """
    file = trace_file(run)
    if is_running(file):
        raise TraceError(f"Run {file.stem} is still going on: stop it first.")
    try:
        touched = read_trace(file, only=(RunStarted,)).touched
    except TraceError:
        if not file.exists():
            raise
        touched = frozenset()
    file.unlink(missing_ok=True)
    return touched


def is_running(file: Path) -> bool:
    """Whether a process is writing this trace now."""
    try:
        with file.open("rb") as trace:
            lock(trace.fileno(), shared=True)
    except BlockingIOError:
        return True
    except FileNotFoundError:
        return False
    return False


def _random_id(length: int) -> str:
    number, signs = secrets.randbelow(len(ALPHABET) ** length), ""
    for _ in range(length):
        number, place = divmod(number, len(ALPHABET))
        signs += ALPHABET[place]
    return signs


def _began(file: Path) -> date:
    try:
        return read_trace(file, only=(RunStarted,)).invocation.started.date()
    except TraceError:
        return datetime.fromtimestamp(file.stat().st_mtime, here()).date()


def _summaries() -> Iterator[RunSummary]:
    """Every run, latest first, each read only when it is asked for."""
    files = list(runs_folder().glob("*.jsonl"))
    for file in sorted(files, key=lambda file: file.stat().st_mtime_ns, reverse=True):
        with suppress(TraceError):
            yield _summary(file)


def _summary(file: Path) -> RunSummary:
    trace = read_trace(file, only=(RunStarted, CallEnded, RunEnded))
    beginning, choice = trace.beginning, trace.choice
    if beginning is None:
        raise TraceError(f"Run {file.stem} ended before it began.")
    chosen = choice.chosen if choice else None
    if choice:
        status: RunStatus = "answered" if chosen else "unanswered"
    else:
        status = "running" if is_running(file) else "unfinished"
    return RunSummary(
        run=trace.run,
        started=trace.invocation.started,
        status=status,
        command=beginning.command,
        strategy=beginning.strategy,
        model=beginning.model,
        effort=beginning.effort,
        question=beginning.problem.question,
        answer=(chosen.answer.text if chosen.answer else chosen.text) if chosen else "",
        bill=trace.bill,
        seconds=trace.seconds,
    )
