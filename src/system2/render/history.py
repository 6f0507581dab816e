"""The history in the terminal: one line for each run, what was asked and what came of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

from system2.render.lines import ACCENT, BAD, DIM, GOOD, PLAIN, Piece, column, spread
from system2.render.safe import one_line
from system2.render.signs import Signs, signs_for
from system2.render.words import spent
from system2.store.runs import RunSummary

ROOM_FOR_MODEL = 110
ROOM_FOR_COMMAND = 70


@dataclass(frozen=True)
class Cells:
    """The widths of the columns, each as wide as the widest entry in it; a column of 0 cells is left out."""

    run: int
    when: int
    command: int
    came_of: int
    model: int
    price: int


def show_history(runs: Sequence[RunSummary], console: Console, today: datetime) -> None:
    """Print one line for each run, in the width of the console; the question gives way."""
    signs = signs_for(console.encoding)
    cells = _cells(runs, console.width, today, signs)
    for run in runs:
        console.print(_line(run, cells, console.width, today, signs))


def _cells(runs: Sequence[RunSummary], width: int, today: datetime, signs: Signs) -> Cells:
    return Cells(
        run=max((len(run.run) for run in runs), default=0),
        when=max((len(_when(run.started, today)) for run in runs), default=0),
        command=max((len(run.command) for run in runs), default=0) if width >= ROOM_FOR_COMMAND else 0,
        came_of=min(max((cell_len(_came_of(run, signs)) for run in runs), default=0), width // 5),
        model=min(max((len(run.model) for run in runs), default=0), width // 4) if width >= ROOM_FOR_MODEL else 0,
        price=max((len(spent(run.bill)) for run in runs), default=0),
    )


def _line(run: RunSummary, cells: Cells, width: int, today: datetime, signs: Signs) -> Text:
    left: list[Piece] = [(f"{run.run:<{cells.run}}  ", ACCENT), (f"{_when(run.started, today):<{cells.when}}  ", DIM)]
    if cells.command:
        left.append((f"{run.command:<{cells.command}}  ", PLAIN))
    left.append((one_line(run.question, signs.encoding), PLAIN))
    style = GOOD if run.status == "answered" else BAD
    right: list[Piece] = [("  " + column(_came_of(run, signs), cells.came_of, signs), style)]
    if cells.model:
        right.append(("  " + column(one_line(run.model, signs.encoding), cells.model, signs), DIM))
    right.append((f"  {spent(run.bill):>{cells.price}}", PLAIN))
    return spread(left, right, width, signs)


def _came_of(run: RunSummary, signs: Signs) -> str:
    return one_line(run.answer, signs.encoding) if run.status == "answered" else run.status


def _when(started: datetime, today: datetime) -> str:
    if started.date() == today.date():
        return f"{started:%H:%M}"
    return f"{started.day} {started:%b %H:%M}" if started.year == today.year else f"{started:%Y-%m-%d}"
