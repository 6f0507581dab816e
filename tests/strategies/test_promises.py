"""What every strategy promises, whatever comes back and in whatever order."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from system2.core.actions import Ask, Sample
from system2.strategies.course import Course
from system2.strategies.stopping import RULES
from system2.verifiers.judge import Judge
from tests.strategies.rehearsal import PROBLEM, Cast, casts, most_calls, orders, perform

SINGLE = ("direct", "cot", "serial", "synthesize", "refine", "evolve", "decompose", "escalate", "auto")
SEVERAL = ("best-of-n", "vote")
COMPOSED = ("synthesize+vote", "refine+best-of-n", "serial+vote", "decompose+best-of-n", "vote+best-of-n")
NAMES = (*SINGLE, *SEVERAL, *COMPOSED)

OPEN = replace(PROBLEM, answer_kind="open")

courses = st.builds(
    Course,
    effort=st.integers(1, 8),
    judge=st.just(Judge()),
    select=st.sampled_from(["auto", "verdict", "majority", "weighted"]),
    good_enough=st.none() | st.floats(0.1, 1),
    thinking_tokens=st.sampled_from([0, 40, 8_000]),
    rounds=st.integers(1, 3),
    stop=st.sampled_from(RULES),
    sure=st.none() | st.floats(0.5, 1),
)


@pytest.mark.parametrize("name", NAMES)
@settings(max_examples=40, deadline=None)
@given(course=courses, cast=casts, order=orders, problem=st.sampled_from([PROBLEM, OPEN]))
def test_it_ends_within_its_calls_and_leaves_nothing_running(name, course, cast, order, problem):
    """It also ends with something wherever a path came in, and hands back every path that it weighed once."""
    choice, play = perform(name, course, cast, order, problem)
    paid = [action for action in play.paid() if isinstance(action, Sample | Ask)]
    assert len(paid) <= most_calls(name, course, problem)
    assert play.pending == []
    indices = [candidate.index for candidate in choice.candidates]
    assert indices == sorted(set(indices))
    assert choice.stopped
    if any(candidate.text.strip() for candidate in choice.candidates):
        assert choice.chosen in choice.candidates
    assert choice.confidence is None or 0 <= choice.confidence <= 1


@pytest.mark.parametrize("name", NAMES)
@settings(max_examples=40, deadline=None)
@given(course=courses, cast=casts, one=orders, other=orders)
def test_its_choice_does_not_depend_on_the_order_in_which_calls_end(name, course, cast, one, other):
    """Wherever it hears every path: a vote that stops early, like a verdict that is good enough, does not."""
    course = replace(course, stop="never")
    if "best-of-n" in name or name in {"auto", "decompose"}:
        course = replace(course, good_enough=None)
    cast = replace(cast, interrupted=None)
    first, _ = perform(name, course, cast, one)
    second, _ = perform(name, course, cast, other)
    assert first == second


@pytest.mark.parametrize("name", NAMES)
def test_every_path_has_a_number_of_its_own(name):
    """So that money set aside for its verdict, its place on the screen and its place in the cache are its own."""
    course = Course(5, Judge(), thinking_tokens=60)
    _, play = perform(name, course, Cast(), 1)
    samples = [action for action in play.started if isinstance(action, Sample)]
    assert len({sample.index for sample in samples}) == len(samples) > 0
    judged = {action.about for action in play.started if isinstance(action, Ask) and action.role == "verify"}
    assert judged <= {sample.index for sample in samples}


@pytest.mark.parametrize("name", [*SINGLE, *SEVERAL])
def test_where_everything_fails_there_is_no_answer_and_few_calls(name):
    """More calls would have failed too."""
    choice, play = perform(name, Course(8, Judge()), Cast(failing=1.0), 0)
    assert choice.chosen is None
    assert len(play.paid()) <= 9
