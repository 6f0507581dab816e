"""Earlier runs that were asked nearly the same: to be offered to a person, never answered from in silence."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from difflib import SequenceMatcher

from system2.store.runs import RunSummary

LEAST = 0.7
"""The share of their letters or words, of 1, from which on two questions are nearly the same."""

LONGEST_READ = 2_000
"""Characters of a question that are compared."""


def similar(question: str, runs: Iterable[RunSummary]) -> list[tuple[float, RunSummary]]:
    """The runs whose question is nearly this one, each with its likeness from 0 to 1, the most alike first."""
    alike = [(likeness(question, run.question), run) for run in runs]
    return sorted((each for each in alike if each[0] >= LEAST), key=lambda each: -each[0])


def likeness(one: str, other: str) -> float:
    """The share of letters that two questions have in common, in their order, or that of words in any, if it is larger.

    It is 0 where their numbers differ. Case, white space, punctuation and the width of signs make no difference.
    """
    if _numbers(one) != _numbers(other):
        return 0.0
    return max(_in_letters(one, other), _in_words(one, other))


def _in_letters(one: str, other: str) -> float:
    matcher = SequenceMatcher(None, _letters(one), _letters(other), autojunk=False)
    return matcher.ratio() if matcher.quick_ratio() >= LEAST else 0.0


def _in_words(one: str, other: str) -> float:
    words, others = Counter(_words(one)), Counter(_words(other))
    total = words.total() + others.total()
    return 2 * (words & others).total() / total if total else 0.0


def _words(question: str) -> list[str]:
    return re.findall(r"\w+", _folded(question))


def _letters(question: str) -> str:
    return "".join(_words(question))


def _numbers(question: str) -> list[str]:
    return re.findall(r"\d+(?:[.,]\d+)*", _folded(question))


def _folded(question: str) -> str:
    return unicodedata.normalize("NFKC", question[:LONGEST_READ]).casefold()
