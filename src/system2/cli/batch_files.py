"""The files of a batch: where questions come from, where answers go, and what failed."""

import os
import stat
import sys
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from system2.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from system2.batch.answers import Answers
    from system2.batch.questions import BadLine, Question

FROM_PIPE = "-"
PIECE = 1 << 20


def open_questions(source: str) -> BinaryIO:
    """The questions as bytes. Raises `UsageError`."""
    if source == FROM_PIPE:
        if sys.stdin is None or sys.stdin.isatty():
            raise UsageError("There is nothing on standard input: name a file, or pipe questions in.")
        return open(sys.stdin.fileno(), "rb", buffering=0, closefd=False)
    try:
        return Path(source).open("rb", buffering=0)
    except OSError as trouble:
        raise UsageError(f"{source} cannot be read: {trouble.strerror}.") from None


def failed_file(source: str, output: Path | None) -> Path:
    """Beside the answers where these go to a file, else in the current folder."""
    if output:
        return output.parent / f"{output.stem}.failed.jsonl"
    return Path(f"{'questions' if source == FROM_PIPE else Path(source).stem}.failed.jsonl")


def questions_from(stream: BinaryIO) -> "AsyncIterator[Question | BadLine]":
    """What is asked there, and what is no question; a name's suffix tells how they are written."""
    from system2.batch.lines import lines_of
    from system2.batch.questions import questions_in

    return questions_in(lines_of(stream.fileno()), suffix=Path(str(stream.name)).suffix.lower())


def guard(stream: BinaryIO, output: Path | None, failed: Path) -> None:
    """Never write over the questions, nor behind them, where answers would be asked in turn. Raises `UsageError`."""
    source = os.fstat(stream.fileno())
    if not stat.S_ISREG(source.st_mode):
        return
    for target in (output, failed):
        if target and target.exists() and os.path.samestat(target.stat(), source):
            raise UsageError(f"{target} holds the questions and would be written over: choose another -o.")
    if output is None and os.path.samestat(os.fstat(sys.stdout.fileno()), source):
        raise UsageError("Answers would go into the file of questions: send them to another file with -o.")


def open_answers(output: Path | None, *, ordered: bool) -> "Answers":
    """Where answers go. Raises `UsageError`."""
    from system2.batch.answers import AnswerFile, AnswerStream

    if output:
        return AnswerFile(output, ordered=ordered)
    return AnswerStream(sys.stdout.buffer)


def count_lines(stream: BinaryIO) -> int | None:
    """How many lines a file has, nearly how many questions; None for a pipe."""
    if not stream.seekable():
        return None
    start, count, last = stream.tell(), 0, b"\n"
    while piece := stream.read(PIECE):
        count += piece.count(b"\n")
        last = piece
    stream.seek(start)
    return count + (not last.endswith(b"\n"))
