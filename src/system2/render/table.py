"""Columns of figures in the width that there is."""

from collections.abc import Sequence
from dataclasses import dataclass

from rich.cells import cell_len
from rich.text import Text

from system2.render.lines import DIM, PLAIN, Piece, column, line
from system2.render.signs import Signs

GAP = 2
NARROWEST_NAME = 12


@dataclass(frozen=True)
class Column:
    """One column: its title and the cells below it. The higher `gives_way` is, the sooner it is left out; 0 stays."""

    title: str
    cells: Sequence[str]
    gives_way: int = 0
    style: str = PLAIN

    @property
    def width(self) -> int:
        """Cells that its widest entry takes."""
        return max(map(cell_len, (self.title, *self.cells)))


def fitting(names: Column, figures: Sequence[Column], width: int) -> list[Column]:
    """The columns of figures that there is room for beside the whole of the names, or most of a long one."""
    kept = list(figures)
    room = width - min(names.width, max(NARROWEST_NAME, width // 2)) - 1
    while sum(figure.width + GAP for figure in kept) > room and any(figure.gives_way for figure in kept):
        kept.remove(max(kept, key=lambda figure: figure.gives_way))
    return kept


def table(names: Column, figures: Sequence[Column], width: int, signs: Signs) -> list[Text]:
    """The header and one line for each name, in at most `width` cells: names to the left, figures to the right."""
    taken = sum(figure.width + GAP for figure in figures)
    room = max(1, min(names.width, width - taken - 1))
    lines = [_row(names.title, [(figure, figure.title) for figure in figures], room, signs, header=True)]
    for place, name in enumerate(names.cells):
        lines.append(_row(name, [(figure, figure.cells[place]) for figure in figures], room, signs))
    return lines


def cut(lines: list[Text], width: int) -> list[Text]:
    """The lines, each cut off where a terminal narrower than any layout ends."""
    for each in lines:
        each.truncate(width)
    return lines


def _row(name: str, figures: Sequence[tuple[Column, str]], room: int, signs: Signs, *, header: bool = False) -> Text:
    pieces: list[Piece] = [(f" {column(name, room, signs)}", DIM if header else PLAIN)]
    for figure, cell in figures:
        padding = " " * (GAP + figure.width - cell_len(cell))
        pieces.append((f"{padding}{cell}", DIM if header else figure.style))
    return line(*pieces)


def aligned(amounts: Sequence[str]) -> list[str]:
    """The same amounts in cells of one width, their decimal points below each other.

    >>> aligned(["$0.0023", "$12.50", "$0.03 + ?"])
    [' $0.0023    ', '$12.50      ', ' $0.03   + ?']
    """
    parts = [amount.partition(" ") for amount in amounts]
    decimals = [len(number.partition(".")[2]) for number, _, _ in parts]
    after = [cell_len(space + rest) for _, space, rest in parts]
    filled = [
        number + " " * (max(decimals) - places if places else 0) + space + rest + " " * (max(after) - room)
        for (number, space, rest), places, room in zip(parts, decimals, after, strict=True)
    ]
    width = max(map(cell_len, filled))
    return [f"{amount:>{width}}" for amount in filled]
