"""Whoever judges, compares or groups candidates: each is data to them, inside a fence of its own."""

import pytest

from system2.core.problem import Problem
from system2.prompts.fence import fence
from system2.verifiers import grouping, judge, pairwise
from tests.verifiers.court import candidate
from tests.verifiers.hostile import HOSTILE

PROBLEMS = [
    Problem("A rack and its cooling unit cost 2500 together. What does the unit cost?"),
    Problem("机架多少钱？"),
]


def shown(kind, problem, text):
    """What is asked about a candidate, and the fence that it is asked about in."""
    if kind == "first":
        return pairwise.question(problem, text, "250"), fence(text, pairwise.SHOWN)
    if kind == "second":
        return pairwise.question(problem, "250", text), fence(text, pairwise.SHOWN)
    if kind == "group":
        paths = [candidate(0, "250"), candidate(1, text)]
        return grouping.question(problem, paths), fence(text, grouping.LONGEST_OPEN)
    return judge.question(problem, text, kind), fence(text)


@pytest.mark.parametrize("problem", PROBLEMS, ids=("en", "zh"))
@pytest.mark.parametrize("kind", ["judge", "critique", "rate", "first", "second", "group"])
def test_nothing_around_the_fence_depends_on_what_is_in_it_and_the_instruction_comes_after(kind, problem):
    harmless, inner = shown(kind, problem, "500")
    before, after = harmless[-1].text.split(inner)
    assert after.strip()
    for text in HOSTILE:
        messages, fenced = shown(kind, problem, text)
        assert messages[-1].text == before + fenced + after
        assert messages[:-1] == harmless[:-1]
