"""Questions as people keep them: JSON Lines, CSV, or one question a line; their name or the first line tells which."""

import csv
import json
from collections.abc import AsyncIterable, AsyncIterator, Callable, Iterator, Mapping
from dataclasses import dataclass, fields
from functools import cached_property
from hashlib import blake2b
from typing import Any, Protocol

from system2.core.problem import is_text
from system2.engine.result import Result
from system2.errors import UsageError

RESULT_FIELDS = frozenset(field.name for field in fields(Result))
"""What a line of answers says besides what its question brought along."""

FAILED = "failed"
"""The field that says why a question failed before; it is no part of the question."""

LONGEST_RECORD = 1_000_000
"""Signs of a CSV record; what goes on for longer has a quotation mark that nobody closed."""


@dataclass(frozen=True)
class Question:
    """One question, from line `line` of its source.

    `fields` is what its line of answers begins with: all that came with it, `answer` renamed `expected`.
    """

    line: int
    text: str
    fields: Mapping[str, Any]

    @property
    def expected(self) -> str | None:
        """The right answer, where one came along."""
        expected = self.fields.get("expected")
        return None if expected in (None, "") else str(expected)

    @cached_property
    def key(self) -> bytes:
        """What tells it from every other question."""
        return key_of(self.fields)


@dataclass(frozen=True)
class BadLine:
    """A line that holds no question, and why."""

    line: int
    text: str
    trouble: str


class Format(Protocol):
    """A way to write questions down."""

    def read(self, number: int, line: str) -> Iterator[Question | BadLine]:
        """What has become whole with this line."""

    def end(self) -> Iterator[Question | BadLine]:
        """What is left at the end."""


def key_of(line: Mapping[str, Any]) -> bytes:
    """The same for a question and for the line of answers that answers it."""
    brought = {name: value for name, value in line.items() if name not in RESULT_FIELDS}
    return blake2b(json.dumps(brought, sort_keys=True).encode(), digest_size=16).digest()


async def questions_in(lines: AsyncIterable[bytes], *, suffix: str = "") -> AsyncIterator[Question | BadLine]:
    """Every question, and every line that holds none; empty lines are passed over.

    Raises:
        UsageError: it is CSV by the suffix of its name, and no column is called `question`.
    """
    number = 0
    found = SUFFIXES[suffix]() if suffix in SUFFIXES else None
    async for content in lines:
        number += 1
        try:
            line = content.decode("utf-8-sig" if number == 1 else "utf-8").removesuffix("\r")
        except UnicodeDecodeError:
            yield BadLine(number, content.decode(errors="replace"), "it is not UTF-8 text")
            continue
        if found is None and line.strip():
            found = _format_of(line)
        for item in found.read(number, line) if found else ():
            yield item
    for item in found.end() if found else ():
        yield item


def _format_of(line: str) -> Format:
    if line.lstrip().startswith("{"):
        return JsonLines()
    try:
        header = next(csv.reader([line]), [])
    except csv.Error:
        return PlainLines()
    return Csv() if "question" in [name.strip() for name in header] else PlainLines()


class JsonLines:
    """An object a line, with a `question`."""

    def read(self, number: int, line: str) -> Iterator[Question | BadLine]:
        """What this line holds."""
        if not line.strip():
            return
        try:
            value = json.loads(line)
        except (ValueError, RecursionError) as trouble:
            yield BadLine(number, line, f"it is not JSON: {trouble}")
            return
        if not isinstance(value, dict):
            yield BadLine(number, line, 'it is no object: write {"question": "..."}')
        else:
            yield _question(number, line, value)

    def end(self) -> Iterator[Question | BadLine]:
        """Each line is whole."""
        return iter(())


class PlainLines:
    """A question a line."""

    def read(self, number: int, line: str) -> Iterator[Question | BadLine]:
        """The question on this line."""
        if text := line.strip():
            yield Question(number, text, {"question": text})

    def end(self) -> Iterator[Question | BadLine]:
        """Each line is whole."""
        return iter(())


class Csv:
    """Comma-separated values with a header that names a column `question`; a quoted value may span lines."""

    def __init__(self) -> None:
        self._header: list[str] = []
        self._begun = ""
        self._first_line = 0

    def read(self, number: int, line: str) -> Iterator[Question | BadLine]:
        """The record that this line brings to its end."""
        self._first_line = self._first_line if self._begun else number
        self._begun = f"{self._begun}\n{line}" if self._begun else line
        if self._begun.count('"') % 2 == 0 or len(self._begun) > LONGEST_RECORD:
            yield from self.end()

    def end(self) -> Iterator[Question | BadLine]:
        """The record as far as it came."""
        record, self._begun = self._begun, ""
        if not record.strip():
            return
        try:
            values = next(csv.reader([record], strict=True))
        except csv.Error as trouble:
            yield BadLine(self._first_line, record, f"it is not CSV: {trouble}")
            return
        if not self._header:
            self._header = [name.strip() for name in values]
            if "question" not in self._header:
                raise UsageError(
                    f"Line {self._first_line} of the CSV names no column `question`: write its columns' names there, "
                    "with commas between."
                )
        elif len(values) != len(self._header):
            found = f"it has {len(values)} values, but the header names {len(self._header)}"
            yield BadLine(self._first_line, record, found)
        else:
            yield _question(self._first_line, record, dict(zip(self._header, values, strict=True)))


SUFFIXES: Mapping[str, Callable[[], Format]] = {
    ".jsonl": JsonLines,
    ".ndjson": JsonLines,
    ".json": JsonLines,
    ".csv": Csv,
}
"""How files with such names are written, whatever their first line looks like: it may be the bad one."""


def _question(number: int, line: str, brought: Mapping[str, Any]) -> Question | BadLine:
    text = brought.get("question")
    if not isinstance(text, str) or not text.strip():
        return BadLine(number, line, "it has no `question`")
    if not is_text(text):
        return BadLine(number, line, "its question holds half a surrogate pair, which is no text")
    return Question(number, text.strip(), _carried(brought))


def _carried(brought: Mapping[str, Any]) -> dict[str, Any]:
    """What came with a question, under names that its result does not use."""
    carried: dict[str, Any] = {}
    for name, value in brought.items():
        if name == FAILED:
            continue
        taken = name in RESULT_FIELDS or (name == "expected" and "answer" in brought)
        carried["expected" if name == "answer" else f"input_{name}" if taken else name] = value
    return carried
