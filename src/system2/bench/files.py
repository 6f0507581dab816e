"""Problem sets kept as JSON Lines: GSM8K, MATH-500, and any other with questions and answers."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from system2.answers.equivalence import same
from system2.bench.problems.case import ProblemCase
from system2.core.candidates import Answer
from system2.errors import UsageError
from system2.questions.expected import expected_answer

QUESTION_FIELDS = ("question", "problem")
"""GSM8K says the one, MATH-500 the other."""


def load(path: Path) -> list[ProblemCase]:
    """Every problem of a file, in order.

    Raises:
        UsageError: it cannot be read, or a line of it is no problem with an answer.
    """
    return list(_problems(path))


def _problems(path: Path) -> Iterator[ProblemCase]:
    try:
        with path.open(encoding="utf-8-sig") as lines:
            for number, line in enumerate(lines, start=1):
                if line.strip():
                    yield _problem(_object(line), f"{path}, line {number}")
    except OSError as trouble:
        raise UsageError(f"{path} cannot be read: {trouble.strerror}.") from None
    except UnicodeDecodeError:
        raise UsageError(f"{path} is not UTF-8 text. Give a file of JSON Lines.") from None


def _object(line: str) -> dict[str, Any]:
    try:
        value = json.loads(line)
    except (ValueError, RecursionError):
        return {}
    return value if isinstance(value, dict) else {}


def _problem(fields: dict[str, Any], place: str) -> ProblemCase:
    question = next((fields[name] for name in QUESTION_FIELDS if isinstance(fields.get(name), str)), "")
    answer = fields.get("answer")
    if not question.strip() or not isinstance(answer, str | int | float) or not str(answer).strip():
        raise UsageError(f'{place}: no problem with an answer. Write {{"question": "...", "answer": "..."}}.')
    right = expected_answer(str(answer))
    return ProblemCase(question, right.text, lambda given: same(Answer(given), right, question=question))
