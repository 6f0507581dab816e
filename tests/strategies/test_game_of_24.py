"""The Game of 24: what the searches are worth with a valuer that errs."""

import pytest

from tests.benchmarks.game_of_24 import PROBLEMS, tournament


def solved(games):
    return sum(game.solved for game in games)


def mean_calls(games):
    return sum(game.calls for game in games) / len(games)


@pytest.fixture(scope="module")
def breadth_first():
    return tournament("bfs", 0.95)


def test_breadth_first_solves_nearly_all_within_its_calls(breadth_first):
    """At least 95 of 100 with a valuer that is right 95 % of the time, at 110 calls or fewer."""
    assert len(breadth_first) == PROBLEMS
    assert solved(breadth_first) >= 95
    assert mean_calls(breadth_first) <= 110


def test_breadth_first_solves_most_with_a_worse_valuer():
    assert solved(tournament("bfs", 0.9)) >= 80


@pytest.mark.parametrize(("search", "least"), [("dfs", 96), ("best-first", 99)])
def test_searches_that_turn_back_solve_nearly_as_many_with_half_the_calls(search, least, breadth_first):
    """They expand no more states than a search level by level, and so may come to their end on a wrong way."""
    games = tournament(search, 0.95)
    assert solved(games) >= least
    assert mean_calls(games) < mean_calls(breadth_first) / 2
