"""Worked examples that the user gives: JSON Lines, each with a question and its solution."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from system2.core.problem import Example
from system2.errors import UsageError

EVERY = ""
"""The name under which a file stands that is for every strategy."""

FORM = '{"question": "What is 6*7?", "solution": "6*7 = 42.\\n\\nFinal answer: 42"}'


def files_by_strategy(value: Any) -> dict[str, str]:
    """The file for every strategy, or one for each of some, as a table in a file of settings. Raises `ValueError`."""
    files = {EVERY: value} if isinstance(value, str) else value
    named = isinstance(files, Mapping) and all(isinstance(file, str) and file.strip() for file in files.values())
    if not named:
        raise ValueError("the name of a file, or a table of such names by strategy")
    return dict(files)


def examples_for(strategy: str, files: Mapping[str, str]) -> tuple[Example, ...]:
    """The examples that a strategy's paths are shown: its own, those of what it is put on, or those for every one.

    Raises:
        UsageError: the file cannot be read, or holds something else.
    """
    inner = strategy.partition("+")[0]
    file = next((files[name] for name in (strategy, inner, EVERY) if name in files), None)
    return read_examples(Path(file).expanduser()) if file else ()


def read_examples(file: Path) -> tuple[Example, ...]:
    """The examples in a file. Raises `UsageError`."""
    try:
        lines = file.read_text(encoding="utf-8-sig").splitlines()
    except UnicodeDecodeError:
        raise UsageError(f"{file} is not a text file. Give one of JSON Lines with --examples.") from None
    except OSError as error:
        raise UsageError(f"{file} cannot be read: {error.strerror}.") from None
    found = tuple(_example(file, number, line) for number, line in enumerate(lines, start=1) if line.strip())
    if not found:
        raise UsageError(f"{file} holds no example. Write one a line: {FORM}")
    return found


def _example(file: Path, number: int, line: str) -> Example:
    try:
        value = json.loads(line)
    except (ValueError, RecursionError):
        value = None
    match value:
        case {"question": str(question), "solution": str(solution)} if question.strip() and solution.strip():
            return Example(question, solution)
    raise UsageError(f"{file}, line {number}, is no example. Write one a line: {FORM}")
