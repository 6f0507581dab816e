"""A run told in plain lines, for logs, pipes and simple terminals; one line for each thing that matters."""

import sys
from typing import Self, TextIO

from system2.core.candidates import Verdict
from system2.core.decisions import Judged, Placed, Remark, Tally
from system2.core.events import Event, Lost, Progressed, Retrying, RunStarted, Warned
from system2.render.outlet import Outlet
from system2.render.safe import one_line
from system2.render.screen import Screen
from system2.render.signs import Signs, signs_for
from system2.render.summary import summary
from system2.render.words import cap_left, of_paths, percent, way


class PlainView:
    """Writes to standard error as things happen; `verbose` gives verdicts and retries in full.

    It `compares` where the end is to tell where the paths part. What the line before has said is not said again.
    """

    streams = False

    def __init__(self, *, verbose: bool = False, compares: bool = False, stream: TextIO | None = None) -> None:
        stream = stream or sys.stderr
        self._outlet = Outlet(stream)
        self._signs = signs_for(stream.encoding)
        self._verbose = verbose
        self._tells_account = verbose or compares
        self._screen = Screen()
        self._told = ""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._outlet.flush()

    def __call__(self, event: Event) -> None:
        """Take in one event."""
        self._screen = self._screen.after(event)
        told = tell(event, self._screen, self._signs, verbose=self._verbose)
        if told and told != self._told:
            self._say(told)
            self._told = told

    def summarise(self) -> None:
        """The lines that close the run, to be written after the answer."""
        for told in summary(self._screen, self._signs, tells_account=self._tells_account):
            self._say(told)

    def _say(self, told: str) -> None:
        self._outlet.write(f"{told}\n")
        self._outlet.flush()


def tell(event: Event, screen: Screen, signs: Signs, *, verbose: bool) -> str:
    """One line about an event, empty where it does not matter."""
    dot = f" {signs.dot} "
    match event:
        case RunStarted():
            parts = [
                event.command,
                way(event),
                event.model,
                *([cap_left(event.cap_left, screen.bill)] if event.cap_left else []),
                f"run {event.run}",
            ]
            return one_line(dot.join(parts), signs.encoding)
        case Judged(index, verdict, reason):
            path = screen.path(index)
            parts = [of_paths(screen, path), _verdict(verdict, reason, signs)]
            if path.answer is not None:
                parts.append(f'"{one_line(path.answer, signs.encoding)}"')
            if verdict and verbose:
                parts.append(one_line(verdict.critique, signs.encoding))
            return dot.join(parts)
        case Lost(index, reason):
            return f"path {index + 1}{dot}failed: {one_line(reason, signs.encoding)}"
        case Retrying(role, index, attempt, seconds, reason) if verbose:
            named = role if index < 0 else f"path {index + 1}"
            return f"{named}{dot}attempt {attempt + 1} in {seconds:.1f} s: {one_line(reason, signs.encoding)}"
        case Tally() if not screen.verdicts:
            return _votes(event, signs)
        case Placed(node) if node.fate in {"finished", "chosen"}:
            score = "" if node.score is None else f"{dot}{node.score:.2f}"
            return f"{node.fate}{score}{dot}{one_line(node.step, signs.encoding)}"
        case Progressed(what, 0, 1):
            return one_line(what, signs.encoding)
        case Warned(text, detail) if verbose or not detail:
            return one_line(text, signs.encoding)
        case Remark(text):
            return one_line(text, signs.encoding)
    return ""


def _verdict(verdict: Verdict | None, reason: str, signs: Signs) -> str:
    if verdict is None:
        return "no verdict" + (f" ({one_line(reason, signs.encoding)})" if reason else "")
    return f"{verdict.score:.2f} {'correct' if verdict.is_correct else 'wrong'}"


def _votes(tally: Tally, signs: Signs) -> str:
    parts = [", ".join(f'"{one_line(answer, signs.encoding)}" {votes}' for answer, votes in tally.votes)]
    if tally.abstained:
        parts.append(f"{tally.abstained} without an answer")
    if tally.certainty is not None:
        parts.append(f"{percent(tally.certainty)} sure")
    return "votes: " + f" {signs.dot} ".join(filter(None, parts))
