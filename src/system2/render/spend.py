"""What a stretch of days cost: the table that `cost` shows, and its plain twin."""

from collections.abc import Sequence
from decimal import Decimal

from rich.cells import cell_len
from rich.text import Text

from system2.core.money import dollars
from system2.render.bars import bar, meter, sparkline
from system2.render.lines import ACCENT, BAD, DIM, GOOD, PLAIN, STRONG, Piece, clip, line, spread
from system2.render.safe import one_line
from system2.render.signs import Signs
from system2.render.table import GAP, Column, aligned, cut, fitting, table
from system2.render.words import billed, count, percent, short_number, spent
from system2.spend.report import CROSS, Report
from system2.spend.standings import Standing
from system2.spend.sums import Sum

METER = 24
WIDE = 100
"""Cells from which on there is room for whole meters; half as long below."""

LONGEST_BAR = 30
SHORTEST_BAR = 6
WIDEST = 120
"""Cells beyond which the eye no longer finds from a name to its figure."""

UNBOUNDED = 10_000
"""The width of plain output, which depends on no terminal."""


def report_lines(report: Report, title: str, standing: Standing | None, width: int, signs: Signs) -> list[Text]:
    """The report in at most `width` cells; `standing` is the cap that bounds these very days."""
    width = min(width, WIDEST)
    lines = sums_table(*_named(report), width, signs)
    left, right = _head(report, title, standing, width, signs)
    needed = sum(cell_len(content) for content, _ in (*left, *right))
    head = spread(left, right, min(max(needed, *(row.cell_len for row in lines), 0), width), signs)
    return cut([head, *lines, *_notes(report, width, signs), *_recent(report, signs)], width)


def plain_report(report: Report, title: str, standing: Standing | None, signs: Signs) -> list[str]:
    """The same in text alone: no bars, no colours, figures in full, independent of any terminal."""
    head = f"{title}: {billed(report.total.bill)}"
    if standing:
        head += f" of {dollars(standing.cap.limit)} ({percent(float(standing.share))})"
    lines = [head]
    lines += [row.plain[1:].rstrip() for row in sums_table(*_named(report), UNBOUNDED, signs, plain=True)]
    return [*lines, *(text.plain.strip() for text in _notes(report, UNBOUNDED, signs))]


def _named(report: Report) -> tuple[str, list[tuple[str, Sum]]]:
    """What the groups are by, and each with its name in one text."""
    return CROSS.join(report.by), [(CROSS.join(key), each) for key, each in report.groups]


def sums_table(
    name: str, groups: Sequence[tuple[str, Sum]], width: int, signs: Signs, *, plain: bool = False
) -> list[Text]:
    """One line for each sum, with its tokens, its cost, and a bar where there is room; nothing where there is none.

    A `plain` table has its figures in full and no bars.
    """
    if not groups:
        return []
    sums = [each for _, each in groups]

    def tokens(counts: Sequence[int]) -> list[str]:
        return [(str(number) if plain else short_number(number)) if number else signs.dash for number in counts]

    names = Column(name, [one_line(key, signs.encoding) or signs.dash for key, _ in groups])
    figures = [
        Column("calls", [str(each.calls) if plain else f"{each.calls:,}" for each in sums], gives_way=1),
        Column("input", tokens([each.input for each in sums]), gives_way=3, style=DIM),
        Column("cached", tokens([each.cached for each in sums]), gives_way=4, style=DIM),
        Column("output", tokens([each.output for each in sums]), gives_way=2, style=DIM),
        Column("cost", aligned([spent(each.bill) for each in sums]), style=STRONG),
    ]
    rows = table(names, fitting(names, figures, width), width, signs)
    return rows if plain else _with_bars(rows, sums, width, signs)


def _with_bars(rows: list[Text], sums: Sequence[Sum], width: int, signs: Signs) -> list[Text]:
    """The rows, with each one's share of the dearest as a bar at its end, where there is room."""
    room = min(LONGEST_BAR, width - rows[0].cell_len - GAP - 1)
    most = max(each.cost for each in sums)
    if room < SHORTEST_BAR or most <= 0:
        return rows
    head, *body = rows
    drawn = [
        row.append(" " * (GAP + 1)).append(bar(float(each.cost / most), room, signs), ACCENT)
        for row, each in zip(body, sums, strict=True)
    ]
    return [head, *drawn]


def _head(
    report: Report, title: str, standing: Standing | None, width: int, signs: Signs
) -> tuple[list[Piece], list[Piece]]:
    """What stands to the left of the first line, and to its right."""
    right: list[Piece] = [(billed(report.total.bill), STRONG)]
    if standing:
        right.append((f" of {dollars(standing.cap.limit)}  ", DIM))
        right += meter_pieces(float(standing.share), METER if width >= WIDE else METER // 2, signs)
    return [(f" {title}  ", STRONG)], right


def meter_pieces(share: float, width: int, signs: Signs, *, alert: float = 0.8) -> list[Piece]:
    """A meter, where it has any width, with its percentage; its colour says only what the figure says too."""
    style = BAD if share >= 1 else ACCENT if share >= alert else GOOD
    filled, rest = meter(share, width, signs) if width else ("", "")
    return [(filled, style), (rest, DIM), (f" {percent(share):>5}", PLAIN)]


def _notes(report: Report, width: int, signs: Signs) -> list[Text]:
    total = report.total
    if not total.calls:
        return [line((" no calls", DIM))]
    notes = []
    if total.unknown_calls:
        models = ", ".join(one_line(model, signs.encoding) for model in report.unpriced)
        told = f"excludes {count(total.unknown_calls, 'call')} whose price is unknown"
        hint = f"({models}: set one with `cost prices set`)"
        long = f" {told} {hint}"
        notes += [long] if len(long) <= width else [f" {told}", f" {hint}"]
    if total.estimated_calls:
        notes.append(f" ~ holds {count(total.estimated_calls, 'call')} whose cost is estimated")
    if total.unsettled:
        told = f"{count(total.unsettled_calls, 'call')} broke off: `cost settle` tells which, and books what was billed"
        notes.append(f" {told}")
    return [line((clip(note, width, signs), DIM)) for note in notes]


def _recent(report: Report, signs: Signs) -> list[Text]:
    if not any(report.recent):
        return []
    dearest = max(report.recent, default=Decimal(0))
    return [
        line(
            (f" {len(report.recent)} days  ", DIM),
            (sparkline(report.recent, signs), ACCENT),
            (f"  at most {dollars(dearest)} a day", DIM),
        )
    ]
