"""How best-first search weighs what promises much against what was hardly looked at."""

import pytest

from system2.strategies.best_first import Statistics
from system2.strategies.states import State


@pytest.mark.parametrize(
    ("worth", "neglected", "next_one"),
    [(0.49, 0.45, "neglected"), (0.60, 0.45, "neglected"), (0.90, 0.10, "below the favourite")],
)
def test_what_was_neglected_is_tried_unless_it_promises_far_less(worth, neglected, next_one):
    """Upper confidence bounds: after one visit more to the favourite, a little less worth does not count."""
    root = State(0, "")
    favourite = State(1, "favourite", root, score=worth)
    other = State(2, "neglected", root, score=neglected)
    below = State(3, "below the favourite", favourite, score=worth)
    statistics = Statistics(root, depth=5)
    statistics.expand(root, [favourite, other])
    assert statistics.select() is favourite, "both were visited as often"
    statistics.expand(favourite, [below])
    assert statistics.select().step == next_one
