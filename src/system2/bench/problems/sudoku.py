"""Sudoku: easy ones, in which some cell or digit is always settled, and hard ones, in which one has to try."""

import random
from functools import cache
from itertools import chain

from system2.bench.problems.case import ProblemCase, chance, digits
from system2.bench.problems.grids import EASY, HARD

SIDE = 9
BOX = 3
CELLS = SIDE * SIDE
EMPTY = "0"
BLANKS_EASY = (10, 20, 30, 40, 50)
"""By difficulty, how many cells are empty."""

Grid = str
"""81 digits, row by row; 0 for an empty cell."""


def generate_easy(seed: int, difficulty: int) -> ProblemCase:
    """10, 20, 30, 40 or 50 empty cells for difficulty 1 to 5; a higher difficulty is the same as 5."""
    draw = chance("easy sudoku", seed, difficulty)
    grid, solution = shuffled(draw.choice(EASY), draw)
    blanks = BLANKS_EASY[min(difficulty, len(BLANKS_EASY)) - 1]
    empty = [cell for cell in range(CELLS) if grid[cell] == EMPTY]
    kept = set(draw.sample(empty, blanks))
    return _case("".join(EMPTY if cell in kept else solution[cell] for cell in range(CELLS)), solution)


def generate_hard(seed: int, difficulty: int) -> ProblemCase:
    """50 to 56 empty cells for difficulty 1 to 4, the same from 4 on; logic alone does not solve it: one has to try."""
    draw = chance("hard sudoku", seed, difficulty)
    levels = sorted(HARD)
    return _case(*shuffled(draw.choice(HARD[levels[min(difficulty, len(levels)) - 1]]), draw))


def shuffled(grid: Grid, draw: random.Random) -> tuple[Grid, Grid]:
    """Another puzzle, as hard, and its solution: digits renamed, rows and columns moved within and with their bands."""
    names = dict(zip("123456789", draw.sample("123456789", SIDE), strict=True)) | {EMPTY: EMPTY}
    rows, columns = _order(draw), _order(draw)
    mirrored = draw.random() < 0.5
    cells = [SIDE * column + row if mirrored else SIDE * row + column for row in rows for column in columns]
    solution = solve(grid)
    return "".join(names[grid[cell]] for cell in cells), "".join(names[solution[cell]] for cell in cells)


@cache
def solve(grid: Grid) -> Grid:
    """The solution of one of our own puzzles."""
    return _solve(grid)


def _solve(grid: Grid) -> Grid:
    choices = {cell: candidates(grid, cell) for cell in range(CELLS) if grid[cell] == EMPTY}
    if not choices:
        return grid
    cell = min(choices, key=lambda each: len(choices[each]))
    ends = (_solve(grid[:cell] + digit + grid[cell + 1 :]) for digit in choices[cell])
    return next(filter(None, ends), "")


def candidates(grid: Grid, cell: int) -> list[str]:
    """The digits that the cell's row, column and box leave for it."""
    seen = {grid[other] for other in PEERS[cell]}
    return [digit for digit in "123456789" if digit not in seen]


def _order(draw: random.Random) -> list[int]:
    bands = [draw.sample(range(BOX * band, BOX * band + BOX), BOX) for band in draw.sample(range(BOX), BOX)]
    return list(chain.from_iterable(bands))


def _peers(cell: int) -> tuple[int, ...]:
    row, column = divmod(cell, SIDE)
    box = (row // BOX, column // BOX)
    return tuple(
        other
        for other in range(CELLS)
        if other != cell
        and (other // SIDE == row or other % SIDE == column or (other // SIDE // BOX, other % SIDE // BOX) == box)
    )


PEERS = tuple(_peers(cell) for cell in range(CELLS))


def _case(grid: Grid, solution: Grid) -> ProblemCase:
    rows = (grid[start : start + SIDE].replace(EMPTY, ".") for start in range(0, CELLS, SIDE))
    question = (
        "Solve this sudoku; a dot is an empty cell.\n\n"
        + "\n".join(rows)
        + "\n\nAnswer with all 81 digits, row by row."
    )
    return digits(question, solution)
