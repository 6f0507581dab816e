"""One frame of the live view: a header, the body that suits the strategy, a footer; never taller than it may be."""

from collections import Counter

from rich.text import Text

from system2.render.lines import ACCENT, DIM, GOOD, PLAIN, STRONG, Piece, line, spread
from system2.render.panels import panels
from system2.render.safe import one_line
from system2.render.screen import Screen
from system2.render.signs import Signs
from system2.render.tree import tree
from system2.render.votes import votes
from system2.render.words import count, duration, spent

COUNTED = ("waiting", "running", "judging", "failed")
"""What the footer counts of paths; of those that are done it counts the verdicts."""


def frame(screen: Screen, width: int, height: int, seconds: float, signs: Signs, *, least: int = 0) -> list[Text]:
    """The lines of one frame, at most `height` of `width` cells, `seconds` after the start.

    The body has `least` lines or more where they fit, so that a footer that once went down stays there.
    """
    if screen.started is None or height <= 0:
        return []
    lines = [_header(screen, width, seconds, signs)]
    remark = one_line(screen.remark, signs.encoding)
    if remark and height > 6:
        lines.append(spread([(f" {remark}", DIM)], [], width, signs))
    room = height - len(lines) - 1
    body = _body(screen, width, room, signs)[: max(room, 0)]
    body += [line()] * (min(least, room) - len(body))
    return [*lines, *body, _footer(screen, width, signs)][:height]


def _body(screen: Screen, width: int, height: int, signs: Signs) -> list[Text]:
    if screen.nodes:
        return tree(screen, width, height, signs)
    is_vote = screen.started is not None and screen.started.command == "vote"
    if is_vote or (screen.tally and not screen.verdicts):
        return votes(screen, width, height, signs)
    return panels(screen, width, height, signs)


def _header(screen: Screen, width: int, seconds: float, signs: Signs) -> Text:
    started = screen.started
    assert started is not None
    dot = f" {signs.dot} "
    cap = [(f"{dot}{one_line(started.cap, signs.encoding)}", DIM)] if started.cap else []
    price = (spent(screen.bill), f"{STRONG} {ACCENT}")
    right: list[Piece] = [(f"  {duration(seconds)}  ", DIM), price, *cap, (" ", PLAIN)]
    model = one_line(started.model, signs.encoding)
    if width < 80:
        model = model.rpartition("/")[2]
    strategy = one_line(started.strategy, signs.encoding)
    left = [(f" {started.command}", STRONG), (dot + strategy, PLAIN), (dot + model, DIM)]
    return spread(left, right, width, signs)


def _footer(screen: Screen, width: int, signs: Signs) -> Text:
    """The best answer so far on one side, the figures on the other."""
    left: list[Piece] = [(" ", PLAIN)]
    leading = screen.leading
    if leading and leading.answer is not None:
        left += [(one_line(leading.answer, signs.encoding), f"{STRONG} {GOOD}"), (" is best so far", DIM)]
    statuses: Counter[str] = Counter(path.status for path in screen.paths.values())
    figures = [f"{statuses[status]} {status}" for status in COUNTED if statuses[status]]
    if screen.verdicts:
        figures.append(count(screen.verdicts, "verdict"))
    figures += [count(screen.calls, "call"), count(screen.tokens, "token")]
    return spread(left, [("  " + f" {signs.dot} ".join(figures) + " ", DIM)], width, signs)
