"""A model that scores every step of a path: what it is asked, and what its scores come to."""

import json

import pytest

from system2.core.candidates import Candidate
from system2.core.outcomes import Failed
from system2.core.replies import Reply
from system2.verifiers.process import ProcessJudge
from system2.verifiers.steps import MOST_STEPS, steps_of
from tests.strategies.forest import all_shown
from tests.verifiers.court import asked, candidate, judge, judged, says, says_in_turn

STEPS = candidate(text="Six times seven.\n\nThat is 42.\n\nFinal answer: 42\n")


def scores(*each, critique="the second"):
    return json.dumps({"critique": critique, "scores": each})


@pytest.mark.parametrize(
    ("aggregate", "score"), [("product", 0.9 * 0.5 * 0.8), ("min", 0.5), ("last", 0.8), ("mean", 2.2 / 3)]
)
def test_one_call_scores_all_steps_and_the_path_gets_what_they_come_to(aggregate, score):
    """Lightman et al. take the product (section 2.6); Snell et al. compare it with the minimum and the last (5.1)."""
    found, play = judge(ProcessJudge(aggregate), says(scores(0.9, 0.5, 0.8)), STEPS)
    assert found.score == pytest.approx(score)
    assert (found.steps, found.by) == ((0.9, 0.5, 0.8), "steps")
    assert found.critique == f"{aggregate} of its steps: 0.90 0.50 0.80\nthe second"
    (ask,) = asked(play)
    assert all_shown(ask.messages[-1].text) == ["Six times seven.", "That is 42.", "Final answer: 42"]
    assert (ask.about, ask.temperature, ask.schema["properties"]["scores"]["minItems"]) == (0, 0.0, 3)


def test_critiques_are_sampled_by_principles_and_a_step_gets_the_mean():
    replies = (scores(0.9, 0.5, 0.8), "no idea", scores(0.7, 0.1, 0.6, critique="far off"))
    found, play = judge(ProcessJudge("last", 3), says_in_turn(*replies), STEPS)
    assert found.steps == pytest.approx((0.8, 0.3, 0.7))
    assert found.score == pytest.approx(0.7)
    assert [(ask.index, ask.temperature) for ask in asked(play)] == [(0, 0.8), (1, 0.8), (2, 0.8)]
    assert all("principles" in ask.schema["required"] for ask in asked(play))


@pytest.mark.parametrize("bad", ["well", scores(0.9, 0.5), scores(0.9, 0.5, 0.8, 0.7), scores(0.9, 0.5, 8)])
def test_scores_that_do_not_fit_are_asked_for_once_more_and_then_are_no_verdict(bad):
    found, play = judge(ProcessJudge(), says(bad), STEPS)
    assert (found, len(asked(play))) == (None, 2)
    assert judged(play) == {0: "the verdict could not be read"}


def test_a_failed_call_gives_no_verdict_and_is_not_repeated():
    found, play = judge(ProcessJudge(), says_in_turn(Failed))
    assert (found, len(asked(play))) == (None, 1)


@pytest.mark.parametrize(
    ("path", "steps"),
    [
        (Candidate(0, Reply("a\nb\n\nc")), ["a\nb", "c"]),
        (Candidate(0, Reply("a\nb\n")), ["a", "b"]),
        (Candidate(0, Reply("a\nb"), steps=("a\nb",)), ["a\nb"]),
        (Candidate(0, Reply("\n\n".join(map(str, range(120))))), None),
    ],
)
def test_steps_are_those_of_the_search_else_paragraphs_else_lines(path, steps):
    """Never more than can be scored in one reply: of very many, some make a step together."""
    found = steps_of(path)
    assert found == steps or (steps is None and len(found) == 40 <= MOST_STEPS)
