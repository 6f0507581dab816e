"""Recorded problems, with solutions of which it is known whether they are right."""

import json
from collections.abc import Iterator
from dataclasses import dataclass

from tests.benchmarks.gain.sets import GSM8K, TRIED

AUTHORS = ("6b_finetuning", "6b_verification", "175b_finetuning", "175b_verification")


@dataclass(frozen=True)
class Recorded:
    """A problem, its answer, and four solutions with whether each is right."""

    question: str
    answer: str
    solutions: tuple[tuple[str, bool], ...]


def recorded(number: int) -> Iterator[Recorded]:
    """The first problems of GSM8K, at most those that no gain is measured on."""
    with GSM8K.open(encoding="utf-8") as lines:
        for line, _ in zip(lines, range(min(number, TRIED)), strict=False):
            each = json.loads(line)
            yield Recorded(
                each["question"],
                each["ground_truth"].rpartition("A:")[2].strip(),
                tuple(
                    (each[author]["solution"].replace("\nA: ", "\nFinal answer: "), each[author]["is_correct"])
                    for author in AUTHORS
                ),
            )
