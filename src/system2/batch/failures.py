"""The file of what failed, which can be asked again as it is."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, BinaryIO

from system2.batch.answers import to_bytes
from system2.batch.questions import FAILED, BadLine, Question
from system2.errors import UsageError


class Failures:
    """Written anew by each batch, and only where something failed.

    Raises:
        UsageError: it could not be written, which is better known before anything has failed.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._file: BinaryIO | None = None
        try:
            path.touch()
            path.unlink()
        except OSError as trouble:
            raise UsageError(
                f"{path}, for what fails, cannot be written: {trouble.strerror}. Choose another -o."
            ) from None

    def question(self, question: Question, trouble: str) -> None:
        """Keep a question with all that came with it, and why it has no answer."""
        brought = {"answer" if name == "expected" else name: value for name, value in question.fields.items()}
        self._write(brought | {FAILED: f"line {question.line}: {trouble}"})

    def bad_line(self, bad: BadLine) -> None:
        """Keep a line that holds no question."""
        self._write({"content": bad.text, FAILED: f"line {bad.line}: {bad.trouble}"})

    def close(self) -> None:
        """Let go of the file."""
        if self._file:
            self._file.close()

    def _write(self, line: Mapping[str, Any]) -> None:
        if self._file is None:
            self._file = self.path.open("wb")
        self._file.write(to_bytes(line))
        self._file.flush()
