"""What every generator makes."""

import random
import re
from collections.abc import Callable
from dataclasses import dataclass

from system2.answers.equivalence import same
from system2.core.candidates import Answer


@dataclass(frozen=True)
class ProblemCase:
    """A question with its answer; `check` says whether another answer is right, which need not be the same text."""

    question: str
    answer: str
    check: Callable[[str], bool]


Generate = Callable[[int, int], ProblemCase]
"""From a seed and a difficulty, 1 or more, to a problem: the same for the same two on every machine."""


def chance(name: str, seed: int, difficulty: int) -> random.Random:
    """The generator's own source of chance. A text as seed is hashed alike by every version of Python."""
    if difficulty < 1:
        raise ValueError(f"a difficulty of {difficulty}: the least is 1")
    return random.Random(f"{name}/{difficulty}/{seed}")


def exact(question: str, answer: str) -> ProblemCase:
    """A problem with one answer, however it is written: 42, 42.0 and $42$ are the same."""
    return ProblemCase(question, answer, lambda given: same(Answer(given), Answer(answer), question=question))


def digits(question: str, answer: str) -> ProblemCase:
    """A problem whose answer is a row of digits, whatever stands between them."""
    wanted = re.sub(r"\D", "", answer)
    return ProblemCase(question, answer, lambda given: re.sub(r"[^0-9]", "", given) == wanted)
