"""The caps as meters: what is spent, what is left, where the month ends at this pace."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from rich.cells import cell_len
from rich.text import Text

from system2.core.money import dollars
from system2.render.lines import DIM, PLAIN, STRONG, clip, column, line
from system2.render.safe import one_line
from system2.render.signs import Signs
from system2.render.spend import METER, UNBOUNDED, meter_pieces
from system2.render.table import GAP, aligned, cut
from system2.spend.caps import EVERY_MODEL, Cap
from system2.spend.outlook import Outlook
from system2.spend.periods import Period

NAMES = {"daily": "day", "weekly": "week", "monthly": "month"}
SHORTEST_NAME = 5


class Layout(NamedTuple):
    """How many cells a meter has, and whether the dollars left stand beside it."""

    meter: int
    tells_left: bool


LAYOUTS = (Layout(METER, True), Layout(METER // 2, True), Layout(METER // 2, False), Layout(0, False))
"""From wide terminals to narrow ones."""

IN_TEXT = (Layout(0, True),)


@dataclass(frozen=True)
class Gauge:
    """One line of the view. Without a cap, `limit` and `left` say nothing and `share` is None."""

    name: str
    spent: str
    limit: str = ""
    left: str = ""
    share: float | None = None
    pace: str = ""


def budget_lines(outlook: Outlook, width: int, signs: Signs) -> list[Text]:
    """How it stands, in at most `width` cells."""
    lines = _drawn(_gauges(outlook, signs), outlook.alert_percent / 100, width, LAYOUTS, signs)
    return [*lines, line((clip(f" {_note(outlook, signs)}", width, signs), DIM))]


def plain_budget(outlook: Outlook, signs: Signs) -> list[str]:
    """The same in text alone: no meters, no colours, independent of any terminal."""
    lines = _drawn(_gauges(outlook, signs), outlook.alert_percent / 100, UNBOUNDED, IN_TEXT, signs)
    return [*(each.plain[1:].rstrip() for each in lines), _note(outlook, signs)]


def _note(outlook: Outlook, signs: Signs) -> str:
    if outlook.standings:
        note = f"alert at {outlook.alert_percent} %"
    else:
        note = "no caps: set one with `budget set --daily 5`"
    if outlook.unsettled:
        note += f" {signs.dot} {dollars(outlook.unsettled)} of this month is not settled: see `cost settle`"
    if outlook.held:
        note += f" {signs.dot} runs in progress hold {dollars(outlook.held)}"
    return note


def _gauges(outlook: Outlook, signs: Signs) -> list[Gauge]:
    """Those of the caps, after them what the day and the month cost where no cap says it."""
    ends = outlook.month_ends
    pace = f"at this pace {dollars(outlook.month_at_this_pace)} by {ends.day} {ends:%B}" if outlook.month else ""
    gauges = [
        Gauge(
            _name(each.cap, signs),
            dollars(each.spent),
            dollars(each.cap.limit),
            dollars(each.left),
            float(each.share),
            pace if _is_whole(each.cap, "monthly") else "",
        )
        for each in outlook.standings
    ]
    if not any(_is_whole(each.cap, "daily") for each in outlook.standings):
        gauges.append(Gauge("day", dollars(outlook.today)))
    if not any(_is_whole(each.cap, "monthly") for each in outlook.standings):
        gauges.append(Gauge("month", dollars(outlook.month), pace=pace))
    return _aligned(gauges)


def _aligned(gauges: Sequence[Gauge]) -> list[Gauge]:
    """The same, with figures that stand below each other."""
    limit, left = (max(len(getattr(each, figure)) for each in gauges) for figure in ("limit", "left"))
    return [
        replace(each, spent=spent, limit=f"{each.limit:>{limit}}", left=f"{each.left:>{left}}")
        for each, spent in zip(gauges, aligned([each.spent for each in gauges]), strict=True)
    ]


def _is_whole(cap: Cap, period: Period) -> bool:
    return cap.period == period and cap.pattern == EVERY_MODEL


def _name(cap: Cap, signs: Signs) -> str:
    name = NAMES[cap.period]
    return name if cap.pattern == EVERY_MODEL else f"{name} {one_line(cap.pattern, signs.encoding)}"


def _drawn(gauges: Sequence[Gauge], alert: float, width: int, layouts: Sequence[Layout], signs: Signs) -> list[Text]:
    """The gauges below each other, in the first layout that leaves their names whole; in the last they are cut.

    The pace stands beside its gauge where there is room, else below it.
    """
    name = max(cell_len(each.name) for each in gauges)
    for layout in layouts:
        drawn = [_gauge(each, name, layout, alert, signs) for each in gauges]
        excess = max(each.cell_len for each in drawn) - width
        if excess <= 0:
            break
    else:
        name = max(name - excess, SHORTEST_NAME)
        drawn = [_gauge(each, name, layout, alert, signs) for each in gauges]
    lines = []
    for gauge, text in zip(gauges, drawn, strict=True):
        lines.append(text)
        if gauge.pace and text.cell_len + GAP + len(gauge.pace) <= width:
            text.append(f"{'':{GAP}}{gauge.pace}", DIM)
        elif gauge.pace:
            lines.append(line((f" {'':{name}}  {gauge.pace}", DIM)))
    return cut(lines, width)


def _gauge(gauge: Gauge, name: int, layout: Layout, alert: float, signs: Signs) -> Text:
    text = line((f" {column(gauge.name, name, signs)}  ", PLAIN), (gauge.spent, STRONG))
    if gauge.share is not None:
        text.append(f" of {gauge.limit}  ", DIM)
        for piece, style in meter_pieces(gauge.share, layout.meter, signs, alert=alert):
            text.append(piece, style or None)
        text.append(f"  {gauge.left} left" if layout.tells_left else "")
    return text
