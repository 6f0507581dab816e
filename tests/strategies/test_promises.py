"""What every strategy promises, whatever comes back and in whatever order."""

import gc
import warnings
from dataclasses import replace
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from system2.config.approach import Shape
from system2.core.actions import Ask, Sample
from system2.core.problem import Writer
from system2.strategies.catalogue import all_strategies, searches, strategy_named
from system2.strategies.course import OPTIONS, SHAPE, Course
from system2.verifiers.judge import Judge
from tests.strategies.promises import courses, is_independent_of_order, keeps_its_promises
from tests.strategies.rehearsal import PROBLEM, Cast, casts, orders, perform

SEARCHES = tuple(searches())
SINGLE = tuple(name for name, each in all_strategies().items() if not each.is_search)
COMPOSED = (
    "synthesize+vote",
    "refine+best-of-n",
    "serial+vote",
    "decompose+best-of-n",
    "vote+best-of-n",
    "cot+escalate",
)
NAMES = (*SINGLE, *COMPOSED)
OPEN = replace(PROBLEM, answer_kind="open")
CONTINUED = replace(PROBLEM, writers=(Writer(continues=True),))


@pytest.mark.parametrize("name", NAMES)
@settings(max_examples=25, deadline=None)
@given(course=courses, cast=casts, order=orders, problem=st.sampled_from([PROBLEM, OPEN, CONTINUED]))
def test_it_ends_within_its_calls_and_leaves_nothing_running(name, course, cast, order, problem):
    keeps_its_promises(name, course, cast, order, problem)


@pytest.mark.parametrize("name", NAMES)
@settings(max_examples=12, deadline=None)
@given(course=courses, cast=casts, one=orders, other=orders)
def test_its_choice_does_not_depend_on_the_order_in_which_calls_end(name, course, cast, one, other):
    """Wherever it hears every path: a vote that stops early, like a verdict that is good enough, does not."""
    is_independent_of_order(name, course, cast, one, other)


@pytest.mark.parametrize("name", NAMES)
def test_every_path_has_a_number_of_its_own(name):
    """So that money set aside for its verdict, its place on the screen and its place in the cache are its own."""
    course = Course(5, Judge(), thinking_tokens=60)
    _, play = perform(name, course, Cast(), 1)
    samples = [action for action in play.started if isinstance(action, Sample)]
    assert len({sample.index for sample in samples}) == len(samples) > 0
    judged = {action.about for action in play.started if isinstance(action, Ask) and action.role == "verify"}
    assert judged <= {sample.index for sample in samples}


@pytest.mark.parametrize("name", SINGLE)
def test_where_everything_fails_there_is_no_answer_and_few_calls(name):
    """More calls would have failed too."""
    choice, play = perform(name, Course(8, Judge()), Cast(failing=1.0), 0)
    assert choice.chosen is None
    assert len(play.paid()) <= 9


OTHERWISE = {
    "effort": 2,
    "select": "weighted",
    "good_enough": 0.2,
    "thinking_tokens": 300,
    "rounds": 1,
    "layers": 2,
    "votes_by": "model",
    "lookup": "look",
    "ladder": ("fast", "strong"),
    "stop": "never",
    "sure": 0.6,
    "depth": 2,
    "beam": 1,
    "lookahead": 1,
    "propose": "sample",
    "value": "vote",
    "valuations": 2,
    "simulations": 1,
    "exploration": 0.0,
    "evaluate": "rollout",
    "state": "([0-9])",
}
"""A value of every option that is not the usual one."""


@pytest.mark.parametrize("name", [*NAMES, *SEARCHES])
def test_an_option_that_it_does_not_name_changes_nothing(name):
    """So that what it does not name can be refused, and nothing is ignored in silence."""
    usual = Course(4, judge=Judge())
    for option in OPTIONS - strategy_named(name).takes:
        told = {option: OTHERWISE[option]}
        other = replace(usual, shape=Shape(**told)) if option in SHAPE else replace(usual, **told)
        assert asked_for(name, other) == asked_for(name, usual), option


def asked_for(name, course):
    """All that a strategy asks for, in order."""
    _, play = perform(name, course, Cast(), 3)
    return [(type(each), getattr(each, "messages", ""), getattr(each, "index", 0)) for each in play.paid()]


def test_everything_that_a_strategy_begins_is_awaited_or_closed():
    """A forgotten `await` is a step that never happens."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for name, order in product([*NAMES, *SEARCHES], range(4)):
            perform(name, Course(3 + order, Judge(critiques=order % 3)), Cast(order, failing=0.1 * order), order)
        gc.collect()
