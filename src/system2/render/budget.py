"""The caps as meters: what is spent, what is left, where the month ends at this pace."""

from dataclasses import dataclass

from rich.text import Text

from system2.core.money import dollars
from system2.render.lines import DIM, PLAIN, STRONG, clip, line
from system2.render.safe import one_line
from system2.render.signs import Signs
from system2.render.spend import meter_pieces
from system2.spend.caps import EVERY_MODEL, Cap
from system2.spend.outlook import Outlook

NAMES = {"daily": "day", "weekly": "week", "monthly": "month"}
METER = 24
WIDE = 80


@dataclass(frozen=True)
class Gauge:
    """One line of the view: a name, dollars spent, the limit and what is left of it, the share; None without a cap."""

    name: str
    spent: str
    limit: str = ""
    left: str = ""
    share: float | None = None


def budget_lines(outlook: Outlook, width: int, signs: Signs) -> list[Text]:
    """How it stands, in at most `width` cells."""
    gauges = _gauges(outlook, signs)
    pace = f"at this pace {dollars(outlook.month_at_this_pace)} by {outlook.month_ends.day} {outlook.month_ends:%B}"
    lines = _drawn(gauges, outlook, width, signs)
    below = [f"month {signs.dot} {pace}"] if outlook.month else []
    if not outlook.standings:
        below.append("no caps: set one with `budget set --daily 5`")
    else:
        below.append(f"alert at {outlook.alert_percent} %")
    if outlook.held:
        below[-1] += f" {signs.dot} runs in progress hold {dollars(outlook.held)}"
    return [*lines, *(line((clip(f" {each}", width, signs), DIM)) for each in below)]


def _gauges(outlook: Outlook, signs: Signs) -> list[Gauge]:
    gauges = [
        Gauge(
            _name(each.cap, signs),
            dollars(each.spent),
            dollars(each.cap.limit),
            dollars(each.left),
            float(each.share),
        )
        for each in outlook.standings
    ]
    capped = {each.cap.period for each in outlook.standings if each.cap.pattern == EVERY_MODEL}
    if "daily" not in capped:
        gauges.insert(0, Gauge("day", dollars(outlook.today)))
    if "monthly" not in capped:
        place = sum(each.cap.pattern == EVERY_MODEL for each in outlook.standings) + ("daily" not in capped)
        gauges.insert(place, Gauge("month", dollars(outlook.month)))
    return gauges


def _name(cap: Cap, signs: Signs) -> str:
    name = NAMES[cap.period]
    return name if cap.pattern == EVERY_MODEL else f"{name} {one_line(cap.pattern, signs.encoding)}"


def _drawn(gauges: list[Gauge], outlook: Outlook, width: int, signs: Signs) -> list[Text]:
    """The gauges below each other, their figures aligned; the meter shrinks in a narrow terminal."""
    spent, limit, left = (max(len(getattr(each, field)) for each in gauges) for field in ("spent", "limit", "left"))
    figures = spent + limit + left + len("   of       left") + len("  100 %")
    room = METER if width >= WIDE else METER // 2
    name_room = min(max(len(each.name) for each in gauges), max(5, width - figures - room))
    lines = []
    for each in gauges:
        text = line((f" {clip(each.name, name_room, signs):<{name_room}}  ", PLAIN), (f"{each.spent:>{spent}}", STRONG))
        if each.share is None:
            text.append("  no cap" if outlook.standings else "", DIM)
        else:
            text.append(f" of {each.limit:>{limit}}  ", DIM)
            for piece, style in meter_pieces(each.share, room, signs, alert=outlook.alert_percent / 100):
                text.append(piece, style or None)
            text.append(f"  {each.left:>{left}} left", PLAIN)
        lines.append(text)
    return lines
