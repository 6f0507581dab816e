"""The problem, from the command line, the pipe and files."""

import sys
from collections.abc import Mapping
from pathlib import Path

from system2.core.problem import Problem
from system2.errors import UsageError

FROM_PIPE = "-"


def read_problem(
    question: str | None, *, files: list[Path], system: str | None, use_stdin: bool, prompts: Mapping[str, str]
) -> tuple[Problem | None, str]:
    """The problem, and one line about what was taken from the pipe; no problem where nothing was asked.

    Raises:
        UsageError: a file or the pipe cannot be read as text, or the question is empty.
    """
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
    context = "\n\n".join(part for part in (*map(_read_file, files), piped.strip()) if part)
    return Problem(question.strip(), context=context, system=system or "", wording=prompts), notice


def _read_pipe(*, wait: bool = False) -> str:
    """All of standard input; empty at a terminal, unless the user asked to `wait` for what is typed there."""
    if sys.stdin is None or (sys.stdin.isatty() and not wait):
        return ""
    try:
        return sys.stdin.read()
    except UnicodeDecodeError:
        raise UsageError("Standard input is not text. Pipe in text, or use --no-stdin.") from None


def _read_file(path: Path) -> str:
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        raise UsageError(f"{path} is not a text file. Give one that is with -f.") from None
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror}.") from None
    return f"{path.name}:\n{text.strip()}"
