"""What a path is read for: the ending that it was asked for comes first."""

from typing import Any

import pytest

from system2.core.actions import Sample
from system2.core.outcomes import Replied
from system2.core.problem import Example, Message, Problem, Writer
from system2.core.replies import Reply
from system2.strategies.pieces import candidate_from, solve

QUESTION = "What is 6*7?"
LINE = Problem(QUESTION)
BOX = Problem(QUESTION, writers=(Writer("box"),))
BOTH = "It is \\boxed{42}.\n\nNote: `Final answer: 41` would be wrong.\nFinal answer: 41 is what many say."


@pytest.mark.parametrize(
    ("problem", "messages", "answer"),
    [
        (BOX, solve(BOX), "42"),
        (LINE, solve(LINE), "41 is what many say"),
        (BOX, (Message("user", "What is 6*7? End with a line `Final answer: ...`."),), "41 is what many say"),
    ],
)
def test_the_ending_that_was_asked_for_is_the_answer(problem, messages, answer):
    """A box where the model was asked for one, and the line everywhere else, whatever else the path says."""
    candidate = candidate_from(problem, 0, Replied(Sample(messages, 0), Reply(BOTH)))
    assert candidate.answer is not None
    assert candidate.answer.text == answer


def test_a_model_that_imitates_is_shown_calculations_before_one_and_before_nothing_else():
    """Small models calculate better so, and read questions in words worse; the user's own examples come instead."""

    def shown(question: str, **more: Any) -> list[str]:
        messages = solve(Problem(question, writers=(Writer("box", imitates=True),), **more))
        return [message.text for message in messages if message.speaker == "assistant"]

    for calculation in ("What is 71 - 12?", "3*(4+5)", "计算 71-12", "71-12等于多少？", "1,000 / 2.5 = ?"):
        assert shown(calculation) == ["8 * 7 = 56\n\n\\boxed{56}", "12 * 5 = 60; 60 - 8 = 52\n\n\\boxed{52}"]
    for other in ("What is 15% of 80?", "What is 3 + 4 apples?", "Is 5 > 3?", "Was 2024-11-28 a Monday?", "2+2=5?"):
        assert shown(other) == []
    assert shown("71 - 12", context="In base 8") == []
    assert shown("71 - 12", examples=(Example("1 + 1", "\\boxed{2}"),)) == ["\\boxed{2}"]
