"""How sure a difference is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from system2.measured.statistics import paired_difference

SHARES = st.lists(st.tuples(st.floats(0, 1), st.floats(0, 1)), min_size=1, max_size=50)


def test_the_interval_is_that_of_the_paper():
    """Newcombe 1998: 36 pairs were both right, 12 only the one, 2 only the other."""
    found = paired_difference([1] * 48 + [0] * 2, [1] * 36 + [0] * 12 + [1] * 2)
    assert (round(found.low, 4), round(found.high, 4)) == (0.0569, 0.3404)


@given(SHARES)
def test_the_interval_holds_the_difference_and_turns_with_it(pairs):
    """Whichever is named first, and however many answers are right in part."""
    ones, others = zip(*pairs, strict=True)
    found, turned = paired_difference(ones, others), paired_difference(others, ones)
    assert -1 - 1e-9 <= found.low <= found.value + 1e-9
    assert found.value - 1e-9 <= found.high <= 1 + 1e-9
    assert (turned.low, turned.high) == (pytest.approx(-found.high), pytest.approx(-found.low))
