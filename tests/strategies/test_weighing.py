"""Votes across models: a path alike, a model alike, or by how reliable the models were found."""

import pytest

from system2.core.candidates import Answer, Candidate
from system2.core.problem import Problem
from system2.core.replies import Reply
from system2.measured.records import Sampled, Setup, Solved, Spent
from system2.measured.reliability import reliability
from system2.measured.results import Measurement
from system2.strategies.selection import agreement, pick
from system2.strategies.weighing import weighed
from system2.verifiers.grouping import group_by_answer
from tests.benchmarks.panel_votes import World, shares

PROBLEM = Problem("What is 6*7?")


def voters(*said):
    """Paths of models, each with its answer."""
    return [
        Candidate(index, Reply("landed", model=model), Answer(answer)) for index, (model, answer) in enumerate(said)
    ]


@pytest.mark.parametrize(
    ("by", "reliable", "winner"),
    [
        ("path", {}, "41"),
        ("model", {}, "42"),
        ("reliability", {}, "41"),
        ("reliability", {"a": 0.6, "b": 0.9, "c": 0.9}, "42"),
        ("reliability", {"a": 0.9, "b": 0.5, "c": 0.5}, "41"),
    ],
)
def test_the_votes_of_many_paths_of_one_model_weigh_as_was_asked(by, reliable, winner):
    paths = weighed(PROBLEM, voters(*[("a", "41")] * 3, ("b", "42"), ("c", "42")), by, reliable)
    agreeing = group_by_answer(PROBLEM, paths)
    chosen, _ = pick(paths, agreeing, "majority")
    assert chosen.answer.text == winner
    assert sum(path.weight for path in paths) == pytest.approx(len(paths))
    assert 0.5 < agreement(chosen, agreeing) <= 1


def test_a_model_is_as_reliable_as_was_measured_and_less_surely_so_after_few_problems():
    """Alone or in a panel; at this kind of task; nothing is said of who was never measured."""

    def measured(model, right, number, writer="", task="arithmetic"):
        paths = [Sampled(0, None, None, True, place < right * number, Spent(), model=writer) for place in range(number)]
        solved = tuple(Solved(place, "", "", task, (path,)) for place, path in enumerate(paths))
        return Measurement(model, Setup("s", 1, 0, model, (), (1,)), solved)

    found = reliability(
        [
            measured("a", 0.9, 100),
            measured("panel", 0.5, 100, "b"),
            measured("c", 1.0, 2),
            measured("a", 0.0, 50, task="proof"),
        ],
        ["a", "b", "c", "d"],
        "arithmetic",
    )
    assert found.keys() == {"a", "b", "c"}
    assert found["b"] < 0.6 < found["c"] < 0.8 < found["a"] < 0.9


def test_a_panel_is_worth_more_than_its_best_member_where_errors_are_its_members_own_or_votes_are_weighed():
    """On few of the benchmark's problems; two members who err alike outvote the best unless votes are weighed."""
    independent, alike = (shares(World(alike=alike), 120) for alike in (False, True))
    assert independent["panel, by path"] > independent["best member, as many calls"]
    assert alike["panel, by reliability"] > alike["panel, by path"]
