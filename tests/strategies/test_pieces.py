"""What a path is read for: the ending that it was asked for comes first."""

import pytest

from system2.core.actions import Sample
from system2.core.outcomes import Replied
from system2.core.problem import Message, Problem
from system2.core.replies import Reply
from system2.strategies.pieces import candidate_from, solve

QUESTION = "What is 6*7?"
LINE = Problem(QUESTION)
BOX = Problem(QUESTION, endings=("box",))
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
