"""Problems of reasoning-gym (Stojanovski et al. 2025, arXiv:2505.24760), where that optional package is installed."""

import importlib.util
from collections.abc import Iterator
from typing import Any

from system2.answers.equivalence import same
from system2.bench.problems.case import ProblemCase
from system2.config.installed import adding
from system2.core.candidates import Answer
from system2.errors import UsageError

PREFIX = "reasoning-gym:"
RIGHT = 1.0
"""The score of an answer that is right; there are lesser ones for part of it."""


def gym_problems(name: str, number: int, *, seed: int) -> Iterator[ProblemCase]:
    """So many problems of the data set of this name.

    Raises:
        UsageError: the package is missing, or has no such data set.
    """
    if importlib.util.find_spec("reasoning_gym") is None:
        raise UsageError(f"{PREFIX}{name} needs an extra: {adding('gym')}")
    import reasoning_gym

    try:
        found = reasoning_gym.create_dataset(name, size=number, seed=seed)
    except ValueError:
        raise UsageError(f"reasoning-gym has no data set {name!r}: its gallery lists them.") from None
    return (_case(found, entry) for entry in found)


def _case(found: Any, entry: dict[str, Any]) -> ProblemCase:
    """A problem; right is what the data set gives full marks, and its own answer however it is written."""
    question, answer = entry["question"], str(entry["answer"])

    def check(given: str) -> bool:
        return found.score_answer(given, entry) >= RIGHT or same(Answer(given), Answer(answer), question=question)

    return ProblemCase(question, answer, check)
