"""The problem, from the command line, the pipe and files."""

import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from system2.core.problem import Message, Messages, Problem
from system2.errors import UsageError

FROM_PIPE = "-"
BYTE_ORDER_MARK = "\ufeff"
"""What some programs put before a text in UTF-8; it is no part of the question."""


@dataclass(frozen=True)
class Input:
    """Where the problem comes from, and how its answer is read; `follow_up`: it is about the last run's answer."""

    question: str | None
    system: str | None = None
    files: list[Path] = field(default_factory=list)
    use_stdin: bool = True
    follow_up: bool = False
    answer_kind: str = "auto"


def question_in(words: Sequence[str]) -> str | None:
    """The question that was typed, with quotes or without; None where there is none.

    Raises:
        UsageError: one of several words names a file, as where a shell has replaced `6*7` by what it matches.
    """
    if len(words) > 1 and (file := next((word for word in words if Path(word).exists()), None)):
        raise UsageError(f"{file!r} is a file here: put the question into quotes, and give a file with -f.")
    return " ".join(words) if words else None


def read_problem(source: Input, prompts: Mapping[str, str]) -> tuple[Problem | None, str]:
    """The problem, and one line about what was taken from the pipe; no problem where nothing was asked.

    Raises:
        UsageError: a file or the pipe cannot be read as text, or the question is empty.
    """
    question, use_stdin = source.question, source.use_stdin
    piped = _read_pipe() if use_stdin and question is not None and question != FROM_PIPE else ""
    notice = ""
    if question is None or question == FROM_PIPE:
        if not use_stdin or (question is None and sys.stdin.isatty()):
            return None, ""
        question = _read_pipe(wait=question == FROM_PIPE)
    elif piped.strip():
        lines = len(piped.splitlines())
        notice = f"context: {lines} {'line' if lines == 1 else 'lines'} from standard input"
    if not question.strip():
        raise UsageError('The question is empty. Ask one: think "What is 6*7?"')
    context = "\n\n".join(part for part in (read_files(source.files), piped.strip()) if part)
    history = last_conversation() if source.follow_up else ()
    check_answer_kind(source.answer_kind)
    problem = Problem(question.strip(), context, source.system or "", source.answer_kind, history, prompts)
    return problem, notice


def check_answer_kind(kind: str) -> None:
    """Raises `UsageError` where answers cannot be read in this way."""
    if kind != "auto":
        from system2.answers.extract import extract

        extract("-", kind)


def last_conversation() -> Messages:
    """What was asked and answered in the last run that has an answer, and before it where that was a follow-up itself.

    Raises:
        UsageError: no run has been answered.
    """
    from system2.store.runs import find_runs, open_trace

    answered = find_runs(status="answered", limit=1)
    trace = open_trace(answered[0].run) if answered else None
    if not trace or not trace.beginning or not trace.choice or not trace.choice.chosen:
        raise UsageError("No run that has an answer has left a trace: ask a question first, without --continue.")
    problem = trace.beginning.problem
    answer = Message("assistant", trace.choice.chosen.text)
    return (*problem.history, Message("user", problem.statement), answer)


def _read_pipe(*, wait: bool = False) -> str:
    """All of standard input; empty at a terminal, unless the user asked to `wait` for what is typed there."""
    if sys.stdin is None or (sys.stdin.isatty() and not wait):
        return ""
    try:
        return sys.stdin.read().removeprefix(BYTE_ORDER_MARK)
    except UnicodeDecodeError:
        raise UsageError("Standard input is not text. Pipe in text, or use --no-stdin.") from None


def read_files(paths: Sequence[Path]) -> str:
    """The files as context, each under its name. Raises `UsageError` where one cannot be read as text."""
    return "\n\n".join(map(_read_file, paths))


def _read_file(path: Path) -> str:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise UsageError(f"{path} is not a text file. Give one that is with -f.") from None
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror}.") from None
    return f"{path.name}:\n{text.strip()}"
