"""Where answers go: a file that is gone on with after a break, or standard output."""

import json
import os
import shutil
import stat
from collections import defaultdict, deque
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, BinaryIO, Protocol

from system2.batch.questions import Question, key_of
from system2.config.system import lock
from system2.errors import UsageError
from system2.render.safe import to_json

Line = Mapping[str, Any]


class Answers(Protocol):
    """A place for lines of answers."""

    def earlier(self, question: Question) -> Line | None:
        """The line that answers this question already; each is found once."""

    def write(self, question: Question, line: Line) -> None:
        """Add the line that answers this question."""

    def close(self) -> None:
        """Bring it to its end."""


class AnswerStream:
    """Answers to standard output."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream

    def earlier(self, question: Question) -> Line | None:
        """What was printed is gone."""
        return None

    def write(self, question: Question, line: Line) -> None:
        """Print the line at once."""
        self._stream.write(to_bytes(line))
        self._stream.flush()

    def close(self) -> None:
        """Nothing is left to do."""


class AnswerFile:
    """Answers in a file. What an earlier batch left in it is kept; half a line at its end, left by a crash, is not.

    Lines are added at the end. Where `ordered`, and a question that failed or was refused earlier is answered now, the
    file is put into the order of the questions when it is closed.

    Raises:
        UsageError: it cannot be written, another batch is writing it, or it holds something else.
    """

    def __init__(self, path: Path, *, ordered: bool) -> None:
        self._path = path
        self._ordered = ordered
        self._places: dict[int, int] = {}
        self._after_known: int | None = None
        self._tail: int | None = None
        self._known: defaultdict[bytes, deque[int]] = defaultdict(deque)
        self._file = _opened(path)
        try:
            for place, line in self._whole_lines():
                self._known[key_of(line)].append(place)
        except UsageError:
            self._file.close()
            raise

    def earlier(self, question: Question) -> Line | None:
        """The line that answers this question already; each is found once."""
        if not self._known:
            self._after_known = question.line if self._after_known is None else self._after_known
            return None
        places = self._known.get(question.key)
        if not places:
            return None
        place = self._places[question.line] = places.popleft()
        if not places:
            del self._known[question.key]
        self._file.seek(place)
        line: Line = json.loads(self._file.readline())
        return line

    def write(self, question: Question, line: Line) -> None:
        """Add the line, whole or not at all, so that a crash loses no more than it."""
        place = self._file.seek(0, os.SEEK_END)
        if self._after_known is None or question.line < self._after_known:
            self._places[question.line] = place
        elif self._tail is None:
            self._tail = place
        self._file.write(to_bytes(line))
        self._file.flush()

    def close(self) -> None:
        """Put the lines into order where they are not, and let go of the file."""
        places = [place for _, place in sorted(self._places.items())]
        if self._ordered and places != sorted(places):
            self._put_in_order([place for known in self._known.values() for place in known] + places)
        self._file.close()

    def _whole_lines(self) -> Iterator[tuple[int, Line]]:
        place = 0
        for number, content in enumerate(self._file, start=1):
            line = _read(content)
            if not content.endswith(b"\n") and line is None and content.startswith(b"{"):
                break
            if line is None or not line.keys() >= {"question", "run", "text"}:
                raise UsageError(f"{self._path} is no file of answers (line {number}): choose another -o.")
            yield place, line
            place += len(content)
            if not content.endswith(b"\n"):
                self._file.write(b"\n")
                return
        self._file.truncate(place)

    def _put_in_order(self, places: list[int]) -> None:
        """Write the lines anew; those from `_tail` on follow the questions as they are."""
        unfinished = self._path.with_name(f"{self._path.name}.new")
        with unfinished.open("wb") as ordered:
            for place in places:
                self._file.seek(place)
                ordered.write(self._file.readline())
            if self._tail is not None:
                self._file.seek(self._tail)
                shutil.copyfileobj(self._file, ordered)
        shutil.copymode(self._path, unfinished)
        unfinished.replace(self._path)


def _opened(path: Path) -> BinaryIO:
    try:
        file = os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT, 0o666), "r+b")
    except OSError as trouble:
        raise UsageError(f"{path} cannot be written: {trouble.strerror}. Choose another -o.") from None
    if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
        file.close()
        raise UsageError(f"{path} is no file that can be gone on with: leave -o out to print the answers.")
    try:
        lock(file.fileno())
    except BlockingIOError:
        file.close()
        raise UsageError(f"{path} is being written by another batch: wait for it, or choose another -o.") from None
    return file


def _read(content: bytes) -> dict[str, Any] | None:
    try:
        line = json.loads(content)
    except ValueError:
        return None
    return line if isinstance(line, dict) else None


def to_bytes(line: Line) -> bytes:
    """The line as JSON, UTF-8."""
    return to_json(line).encode() + b"\n"
