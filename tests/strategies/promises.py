"""What any strategy promises, whoever wrote it; each raises where a promise is not kept."""

from collections import Counter
from dataclasses import replace

from hypothesis import assume
from hypothesis import strategies as st

from system2.core.actions import Ask, Sample
from system2.strategies.catalogue import strategy_named
from system2.strategies.course import Course
from system2.strategies.rehearsal import dearest_calls, most_calls, rehearse
from system2.strategies.stopping import RULES
from system2.verifiers.agreement import Agreement
from system2.verifiers.judge import Judge
from system2.verifiers.judges import Judges
from system2.verifiers.listwise import Listwise
from system2.verifiers.logprob import Logprob
from system2.verifiers.pairwise import Pairwise
from tests.strategies.rehearsal import perform

JUDGES = (
    Judge(),
    Judge(2, critiques_by="weighed"),
    Listwise(),
    Pairwise(),
    Logprob(),
    Judges((Judge(), Judge(model="b"), Agreement())),
)

courses = st.builds(
    Course,
    effort=st.integers(1, 8),
    judge=st.sampled_from(JUDGES),
    select=st.sampled_from(["auto", "verdict", "majority", "weighted"]),
    good_enough=st.none() | st.floats(0.1, 1),
    thinking_tokens=st.sampled_from([0, 40, 8_000]),
    rounds=st.integers(1, 3),
    lookup=st.sampled_from(["", "look"]),
    ladder=st.sampled_from([(), ("fast", "strong")]),
    stop=st.sampled_from(RULES),
    sure=st.none() | st.floats(0.5, 1),
)


def keeps_its_promises(name, course, cast, order, problem):
    """It ends within its quote, leaves nothing running, and hands back every path that it weighed once.

    It also ends with something wherever a path came in.
    """
    choice, play = perform(name, course, cast, order, problem)
    asked = Counter(action.role for action in play.paid() if isinstance(action, Sample | Ask))
    assert is_within_its_quote(asked, strategy_named(name), problem, course)
    assert play.pending == []
    indices = [candidate.index for candidate in choice.candidates]
    assert indices == sorted(set(indices))
    assert choice.stopped
    if any(candidate.text.strip() for candidate in choice.candidates):
        assert choice.chosen in choice.candidates
    assert choice.confidence is None or 0 <= choice.confidence <= 1


def is_within_its_quote(asked, strategy, problem, course):
    """Whether it asked for no more calls than its rehearsal finds; most ask for no more than on one course of that."""
    return asked <= Counter(dearest_calls(strategy, problem, course)) or asked <= Counter(
        most_calls(rehearse(strategy, problem, course))
    )


def is_independent_of_order(name, course, cast, one, other):
    """Its choice is the same in whatever order calls end, wherever it says that it hears every path."""
    if not strategy_named(name).hears_all(course):
        course = replace(course, sure=None, good_enough=None)
    assume(strategy_named(name).hears_all(course))
    cast = replace(cast, interrupted=None)
    first, _ = perform(name, course, cast, one)
    second, _ = perform(name, course, cast, other)
    assert first == second
