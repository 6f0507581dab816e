"""The caps as meters: what is spent, what is left, where the month ends at this pace."""

from dataclasses import dataclass

from rich.text import Text

from system2.core.money import dollars
from system2.render.lines import DIM, PLAIN, STRONG, clip, line
from system2.render.safe import one_line
from system2.render.signs import Signs
from system2.render.spend import METER, UNBOUNDED, WIDE, meter_pieces
from system2.render.table import GAP, aligned
from system2.spend.caps import EVERY_MODEL, Cap
from system2.spend.outlook import Outlook
from system2.spend.periods import Period

NAMES = {"daily": "day", "weekly": "week", "monthly": "month"}


@dataclass(frozen=True)
class Gauge:
    """One line of the view. Without a cap there is no limit, nothing is left of it, and `share` is None."""

    name: str
    spent: str
    limit: str = ""
    left: str = ""
    share: float | None = None
    pace: str = ""


def budget_lines(outlook: Outlook, width: int, signs: Signs) -> list[Text]:
    """How it stands, in at most `width` cells."""
    meter = METER if width >= WIDE else METER // 2
    lines = _drawn(_gauges(outlook, signs), outlook.alert_percent / 100, width, meter, signs)
    return [*lines, line((clip(f" {_note(outlook, signs)}", width, signs), DIM))]


def plain_budget(outlook: Outlook, signs: Signs) -> list[str]:
    """The same in text alone: no meters, no colours, independent of any terminal."""
    lines = _drawn(_gauges(outlook, signs), outlook.alert_percent / 100, UNBOUNDED, 0, signs)
    return [*(each.plain[1:].rstrip() for each in lines), _note(outlook, signs)]


def _note(outlook: Outlook, signs: Signs) -> str:
    if outlook.standings:
        note = f"alert at {outlook.alert_percent} %"
    else:
        note = "no caps: set one with `budget set --daily 5`"
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
    return gauges


def _is_whole(cap: Cap, period: Period) -> bool:
    return cap.period == period and cap.pattern == EVERY_MODEL


def _name(cap: Cap, signs: Signs) -> str:
    name = NAMES[cap.period]
    return name if cap.pattern == EVERY_MODEL else f"{name} {one_line(cap.pattern, signs.encoding)}"


def _drawn(gauges: list[Gauge], alert: float, width: int, meter: int, signs: Signs) -> list[Text]:
    """The gauges below each other, their figures aligned, with a meter of so many cells.

    The pace stands beside its gauge where there is room, else below it.
    """
    spent = aligned([each.spent for each in gauges])
    limit, left = (max(len(getattr(each, field)) for each in gauges) for field in ("limit", "left"))
    figures = len(spent[0]) + meter + len(f"  of {'':{limit}}    100 %  {'':{left}} left")
    name = min(max(len(each.name) for each in gauges), max(5, width - figures - 3))
    lines = []
    for each, amount in zip(gauges, spent, strict=True):
        drawn = line((f" {clip(each.name, name, signs):<{name}}  ", PLAIN), (f"{amount:>{len(spent[0])}}", STRONG))
        if each.share is not None:
            drawn.append(f" of {each.limit:>{limit}}  ", DIM)
            for piece, style in meter_pieces(each.share, meter, signs, alert=alert):
                drawn.append(piece, style or None)
            drawn.append(f"  {each.left:>{left}} left")
        lines.append(drawn)
        if each.pace and drawn.cell_len + GAP + len(each.pace) <= width:
            drawn.append(f"{'':{GAP}}{each.pace}", DIM)
        elif each.pace:
            lines.append(line((clip(f" {'':{name}}  {each.pace}", width, signs), DIM)))
    return lines
