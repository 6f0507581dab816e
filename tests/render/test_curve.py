"""Curves of accuracy over a price, in letters."""

import os
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from system2.render.curve import Curve, curve_lines
from system2.render.signs import ASCII, UNICODE
from tests.render.pictures import picture_of

POINTS = st.lists(st.tuples(st.floats(1e-9, 1e9), st.floats(0, 1)), min_size=1, max_size=8).map(sorted)
CURVES = st.lists(POINTS, min_size=1, max_size=6).map(
    lambda curves: [Curve(f"way {number}", points) for number, points in enumerate(curves)]
)
AXIS = "tokens a problem"

MEASURED = [
    Curve("oracle", [(211, 0.312), (438, 0.438), (885, 0.573), (1778, 0.646)]),
    Curve("vote", [(211, 0.312), (438, 0.312), (859, 0.385), (1558, 0.448)]),
]
"""The embedded model on 60 problems of GSM8K and 36 sums and differences, with 1, 2, 4 and 8 paths."""


@given(CURVES, st.integers(12, 200), st.integers(5, 40))
def test_a_curve_fits_any_terminal(curves: list[Curve], width: int, height: int) -> None:
    """No line is wider than it, and no curve is lost: its letter is there, or a star where another lies on it."""
    lines = [line.plain for line in curve_lines(curves, AXIS, width, height, UNICODE)]
    assert max(map(cell_len, lines)) <= width
    drawn = "".join(line.partition(UNICODE.side)[2] for line in lines[:height])
    assert all(letter in drawn or "*" in drawn for letter, _ in zip("ABCDEF", curves, strict=False))


@given(CURVES)
def test_a_plain_terminal_gets_no_sign_that_it_cannot_show(curves: list[Curve]) -> None:
    """All of it is ASCII."""
    assert all(line.plain.isascii() for line in curve_lines(curves, AXIS, 80, 15, ASCII))


def test_higher_is_better_and_further_right_is_dearer() -> None:
    """The first letter is the cheapest way, the axis ends at the next round share."""
    lines = [line.plain for line in curve_lines([Curve("majority", [(10, 0.1), (100, 0.2)])], AXIS, 60, 9, UNICODE)]
    first, last = ((line.index("A"), row) for row, line in reversed(list(enumerate(lines[:9]))) if "A" in line)
    assert first[0] < last[0]
    assert first[1] > last[1]
    assert lines[0].startswith("  20 %")
    assert lines[8].startswith("   0 %")
    assert lines[-1].split() == ["A", "majority", "*", "several"]


def test_nothing_measured_draws_nothing() -> None:
    """Not even an axis."""
    assert curve_lines([], AXIS, 80, 15, UNICODE) == []


def test_the_curve_looks_as_it_did_when_a_person_last_looked_at_it() -> None:
    """The picture in the README; run with SYSTEM2_UPDATE_PICTURES=1 to take it again."""
    drawn = picture_of(curve_lines(MEASURED, f"{AXIS}, logarithmic", 80, 15, UNICODE), 80, name="curve-80")
    file = Path(__file__).parent / "snapshots" / "curve-80.svg"
    if os.environ.get("SYSTEM2_UPDATE_PICTURES"):
        file.write_text(drawn, encoding="utf-8")
    assert drawn == file.read_text(encoding="utf-8")
