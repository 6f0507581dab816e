"""Curves of shares over a price, drawn with letters, so that they can be told apart without colours."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from string import ascii_uppercase

from rich.text import Text

from system2.render.lines import ACCENT, DIM, STRONG, line
from system2.render.signs import Signs
from system2.render.words import percent

Point = tuple[float, float]
"""A price above 0 and a share, 0 to 1."""

LABEL = 6
"""Cells to the left of the axis."""

SEVERAL = "*"
"""Where points of several curves lie on each other."""

STEPS = (0.05, 0.1, 0.2, 0.25, 0.5, 1.0)
"""Shares at which an axis may end."""


@dataclass(frozen=True)
class Curve:
    """Points in the order of their prices, under one name."""

    name: str
    points: Sequence[Point]


def curve_lines(curves: Sequence[Curve], axis: str, width: int, height: int, signs: Signs) -> list[Text]:
    """A plot of at most `width` cells and `height` lines, its price axis logarithmic, and what its letters mean."""
    points = [point for curve in curves for point in curve.points]
    if not points:
        return []
    top = next(step for step in STEPS if step >= max(share for _, share in points))
    cells = max(width - LABEL - 2, 1)
    low, high = (math.log(bound) for bound in (min(p for p, _ in points), max(p for p, _ in points)))

    def place(point: Point) -> tuple[int, int]:
        along = (math.log(point[0]) - low) / (high - low) if high > low else 0.5
        return round(along * (cells - 1)), round((1 - point[1] / top) * (height - 1))

    grid: list[list[tuple[str, str]]] = [[(" ", DIM)] * cells for _ in range(height)]
    for curve in curves:
        for column, row in _between([place(point) for point in curve.points]):
            grid[row][column] = (signs.dot, DIM)
    for letter, curve in zip(ascii_uppercase, curves, strict=False):
        for column, row in map(place, curve.points):
            taken = grid[row][column][0] not in (" ", signs.dot, letter)
            grid[row][column] = (SEVERAL, STRONG) if taken else (letter, ACCENT)
    lines = [
        line((f"{_label(row, height, top):>{LABEL}} {signs.side}", DIM), *cells_of_row)
        for row, cells_of_row in enumerate(grid)
    ]
    lines.append(line((f"{'':>{LABEL}} {signs.bottom_left}{signs.rule * cells}", DIM)))
    lines.append(line((f"{'':>{LABEL + 2}}{axis}", DIM)))
    lines += _legend(curves, width)
    for drawn in lines:
        drawn.truncate(width)
    return lines


def _label(row: int, height: int, top: float) -> str:
    return percent(top * (1 - row / (height - 1))) if row in (0, (height - 1) // 2, height - 1) else ""


def _between(places: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """The cells on straight lines from each place to the next."""
    for (column, row), (next_column, next_row) in pairwise(places):
        steps = max(abs(next_column - column), abs(next_row - row), 1)
        for step in range(steps + 1):
            share = step / steps
            yield round(column + share * (next_column - column)), round(row + share * (next_row - row))


def _legend(curves: Sequence[Curve], width: int) -> list[Text]:
    """The letters with their names, in as many lines as they take."""
    lines, room = [line((" " * (LABEL + 2), DIM))], width - LABEL - 2
    entries = [*zip(ascii_uppercase, (curve.name for curve in curves), strict=False), (SEVERAL, "several")]
    for letter, name in entries:
        entry = f"{letter} {name}   "
        if len(entry) > room and room < width - LABEL - 2:
            lines.append(line((" " * (LABEL + 2), DIM)))
            room = width - LABEL - 2
        lines[-1].append(f"{letter} ", ACCENT).append(f"{name}   ")
        room -= len(entry)
    return lines
