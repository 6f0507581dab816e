"""What problem sets at rising sizes come to: one table, one line for each size."""

import sys
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from system2.cli.bench_report import WIDEST, row_figures
from system2.cli.output import console
from system2.render.safe import one_line, to_json

if TYPE_CHECKING:
    from system2.measured.growth import Size
    from system2.measured.results import Measurement

LEGEND = (
    "base: the answer at once; steps: a chain of thought; thinking: a path that uses so many tokens; "
    "x3: a vote of three. Shares of right answers with 95 % intervals."
)


def show_growth(measurements: Sequence["Measurement"], *, as_json: bool, markdown: bool) -> None:
    """Print the table on standard output."""
    from system2.measured.growth import sizes

    found = sizes(measurements)
    if as_json:
        print(to_json({"model": measurements[0].setup.model, "sizes": [figures_of(size) for size in found]}))
    elif markdown:
        print("\n".join(markdown_lines(found)))
    else:
        _draw(found, measurements)


def figures_of(size: "Size") -> dict[str, Any]:
    """Plain values for `json.dumps`."""
    ways = {title: {"problems": len(row.right), **row_figures(row)} for title, row in size.ways.items()}
    return {"set": size.problems, "difficulty": size.difficulty, "ways": ways}


def table_of(sizes: Sequence["Size"]) -> list[list[str]]:
    """The header, and a line for each size."""
    titles = list(dict.fromkeys(title for size in sizes for title in size.ways))
    lines = [[f"{size.problems} {size.difficulty}", *(_share(size, title) for title in titles)] for size in sizes]
    return [["set and n", *titles], *lines]


def _share(size: "Size", title: str) -> str:
    row = size.ways.get(title)
    if row is None:
        return ""
    low, high = row.interval
    return f"{100 * row.accuracy:.0f} % ({100 * low:.0f}-{100 * high:.0f})"


def markdown_lines(sizes: Sequence["Size"]) -> Iterator[str]:
    """The same table for a README."""
    header, *lines = table_of(sizes)
    yield "| " + " | ".join(header) + " |"
    yield "|---" * len(header) + "|"
    for cells in lines:
        yield "| " + " | ".join(cells) + " |"


def _draw(sizes: Sequence["Size"], measurements: Sequence["Measurement"]) -> None:
    from system2.render.signs import signs_for
    from system2.render.table import Column, table
    from system2.render.words import count

    screen = console()
    signs, width = signs_for(screen.encoding), min(screen.width, WIDEST) if sys.stdout.isatty() else WIDEST
    number = max(len(each.solved) for each in measurements)
    title = f"{count(number, 'problem')} of each size, {measurements[0].setup.model}"
    screen.print(f" {one_line(title, signs.encoding)}", soft_wrap=True)
    screen.print()
    header, *lines = table_of(sizes)
    columns = [Column(name, [cells[place] for cells in lines]) for place, name in enumerate(header)]
    for line in table(columns[0], columns[1:], width, signs):
        screen.print(line, soft_wrap=True)
    screen.print()
    screen.print(LEGEND, soft_wrap=True)
