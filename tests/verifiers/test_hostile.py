"""What a verifier receives of a candidate that talks to it."""

import pytest

from system2.core.problem import Problem
from system2.prompts.fence import fence, sanitise
from system2.verifiers.judge import question
from tests.verifiers.hostile import HOSTILE

PROBLEM = Problem("A rack and its cooling unit cost 2500 together, the rack 2000 more. What does the unit cost?")


def test_the_corpus_is_large_enough_and_has_no_double() -> None:
    assert len(set(HOSTILE)) == len(HOSTILE) >= 40


@pytest.mark.parametrize("candidate", HOSTILE, ids=range(len(HOSTILE)))
def test_the_judge_sees_a_hostile_candidate_inside_its_fence_and_the_instruction_after_it(candidate: str) -> None:
    text = question(PROBLEM, candidate)[-1].text
    before, fenced, after = text.partition(fence(candidate))
    opening, closing = fenced.split("\n")[0], fenced.split("\n")[-1]
    assert fenced == f"{opening}\n{sanitise(candidate)}\n{closing}"
    assert text.count(opening) == text.count(closing) == 1
    harmless = question(PROBLEM, "250")[-1].text.split(fence("250"))
    assert [before, after] == harmless
    assert after.strip()
