"""What a measurement comes to: tables, a curve, JSON and Markdown."""

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from system2.cli.output import console
from system2.config.options import OUTPUT
from system2.render.safe import one_line, to_json

if TYPE_CHECKING:
    from system2.measured.evaluate import Row
    from system2.measured.results import Measurement

Plot = Annotated[
    Path | None,
    typer.Option("--plot", metavar="FILE", help="Draw the curve as .png, .svg or .pdf.", rich_help_panel=OUTPUT),
]
Markdown = Annotated[bool, typer.Option("--markdown", help="Print tables for a README.", rich_help_panel=OUTPUT)]

CURVE_HEIGHT = 15
WIDEST = 100


def show(measurement: "Measurement", *, as_json: bool, markdown: bool, plot: Path | None) -> None:
    """Print it on standard output, and draw its curve into a file where one is wanted."""
    if plot:
        from system2.bench.plot import plot as draw
        from system2.measured.evaluate import rows

        draw(plot, rows(measurement), title=title_of(measurement))
    if as_json:
        print(to_json(figures(measurement)))
    elif markdown:
        print("\n".join(markdown_lines(measurement)))
    else:
        _draw(measurement)


def title_of(measurement: "Measurement") -> str:
    """What was measured, in one line."""
    setup, number = measurement.setup, len(measurement.solved)
    level = f", difficulty {setup.difficulty}" if setup.difficulty > 1 else ""
    judge = f", judged by {setup.verifier or setup.judging}" if setup.judging else ""
    return f"{setup.problems}{level}: {number:,} {'problem' if number == 1 else 'problems'}, {setup.model}{judge}"


def figures(measurement: "Measurement") -> dict[str, Any]:
    """Plain values for `json.dumps`; money as strings, null where a price is unknown."""
    from dataclasses import asdict

    from system2.measured.evaluate import depth_rows, rows

    setup = measurement.setup
    return {
        "id": measurement.id,
        "setup": asdict(setup),
        "problems": len(measurement.solved),
        "rows": [{"way": row.way, **row_figures(row)} for row in rows(measurement)],
        "depths": [
            {"thinking_tokens": int(row.way), **row_figures(row)}
            for effort in setup.efforts
            for row in depth_rows(measurement, effort)
        ],
    }


def row_figures(row: "Row") -> dict[str, Any]:
    """What one way at one effort was worth and took."""
    low, high = row.interval
    return {
        "effort": row.effort,
        "accuracy": row.accuracy,
        "interval": [low, high],
        "tokens": row.tokens,
        "cost_usd": None if row.cost is None else f"{row.cost:f}",
        "seconds": row.seconds,
    }


def markdown_lines(measurement: "Measurement") -> Iterator[str]:
    """The same tables for a README."""
    yield f"{title_of(measurement)}."
    for table in tables(measurement):
        yield ""
        yield "| " + " | ".join(table[0]) + " |"
        yield "|---" * len(table[0]) + "|"
        for cells in table[1:]:
            yield "| " + " | ".join(cells) + " |"


def tables(measurement: "Measurement") -> list[list[list[str]]]:
    """Accuracy by way and effort, what the ways cost, and width against depth where that was measured."""
    from system2.measured.evaluate import depth_rows, rows

    found = rows(measurement)
    efforts = sorted({row.effort for row in found})
    deep = [row for effort in measurement.setup.efforts for row in depth_rows(measurement, effort)]
    drawn = [_accuracy(found, efforts), _prices(found)] if found else []
    return [*drawn, _depths(deep, measurement.setup.efforts)] if deep else drawn


def _accuracy(rows: Sequence["Row"], efforts: Sequence[int]) -> list[list[str]]:
    by_place = {(row.way, row.effort): row for row in rows}
    ways = list(dict.fromkeys(row.way for row in rows))
    cells = [
        [way, *(_percent(by_place[way, effort]) if (way, effort) in by_place else "" for effort in efforts)]
        for way in ways
    ]
    return [["right with", *(f"{effort} {'path' if effort == 1 else 'paths'}" for effort in efforts)], *cells]


def _prices(rows: Sequence["Row"]) -> list[list[str]]:
    header = ["way", "paths", "right", "95 %", "tokens", "cost", "seconds", "one more right"]
    return [header, *(_price_cells(row, before) for row, before in _with_before(rows))]


def _with_before(rows: Sequence["Row"]) -> Iterator[tuple["Row", "Row | None"]]:
    """Each row that can be bought, with the one of the same way at the next smaller effort."""
    from system2.measured.evaluate import OFFSPRING, YARDSTICKS

    before: Row | None = None
    for row in rows:
        if row.way in YARDSTICKS | OFFSPRING:
            continue
        yield row, before if before and before.way == row.way else None
        before = row


def _price_cells(row: "Row", before: "Row | None") -> list[str]:
    low, high = row.interval
    return [
        row.way,
        f"{row.effort}",
        _percent(row),
        f"{100 * low:.0f} to {100 * high:.0f} %",
        f"{row.tokens:,.0f}",
        _cost(row),
        f"{row.seconds:.1f}",
        _marginal(row, before),
    ]


def _cost(row: "Row") -> str:
    from system2.core.money import dollars

    if row.local:
        return "free"
    return "?" if row.cost is None else dollars(row.cost)


def _marginal(row: "Row", before: "Row | None") -> str:
    """What each right answer cost that the smaller effort did not have."""
    from system2.core.money import dollars

    if before is None:
        return ""
    price = row.marginal(before)
    if price is None:
        return "none"
    return f"{price.tokens:,} tokens" if price.local or price.cost is None else dollars(price.cost)


def _depths(rows: Sequence["Row"], efforts: Sequence[int]) -> list[list[str]]:
    """Paths to the right, thinking tokens downwards."""
    by_place = {(int(row.way), row.effort): row for row in rows}
    depths = sorted({depth for depth, _ in by_place})
    return [
        ["right when thinking", *(f"{effort} {'path' if effort == 1 else 'paths'}" for effort in efforts)],
        *(
            [f"{depth:,} tokens", *(_percent(by_place[depth, e]) if (depth, e) in by_place else "" for e in efforts)]
            for depth in depths
        ),
    ]


def _percent(row: "Row") -> str:
    return f"{100 * row.accuracy:.1f} %"


def _draw(measurement: "Measurement") -> None:
    from system2.measured.evaluate import curves, rows
    from system2.render.curve import Curve, curve_lines
    from system2.render.signs import signs_for
    from system2.render.table import Column, table

    screen = console()
    signs, width = signs_for(screen.encoding), min(screen.width, WIDEST) if sys.stdout.isatty() else WIDEST
    screen.print(f" {one_line(title_of(measurement), signs.encoding)}", soft_wrap=True)
    for header, *cells in tables(measurement):
        screen.print()
        columns = [Column(name, [row[place] for row in cells]) for place, name in enumerate(header)]
        for line in table(columns[0], columns[1:], width, signs):
            screen.print(line, soft_wrap=True)
    by_way, unit = curves(rows(measurement))
    drawn = [Curve(way, [(row.price(unit), row.accuracy) for row in points]) for way, points in by_way.items()]
    screen.print()
    for line in curve_lines(drawn, f"{unit} a problem, logarithmic", width, CURVE_HEIGHT, signs):
        screen.print(line, soft_wrap=True)
