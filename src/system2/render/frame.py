"""One frame of the live view: a header, the body that suits the strategy, a footer; never taller than it may be."""

from collections import Counter

from rich.cells import cell_len
from rich.text import Text

from system2.core.events import Progressed, RunStarted
from system2.render.lines import ACCENT, DIM, GOOD, PLAIN, STRONG, Piece, line, spread
from system2.render.panels import panels
from system2.render.safe import one_line
from system2.render.screen import Screen
from system2.render.signs import Signs, filled_rule
from system2.render.tree import tree
from system2.render.votes import votes
from system2.render.words import cap_left, count, duration, spent, way

LOW = 10
"""Lines of a terminal that leaves room for the necessary alone."""

COUNTED_STATUSES = ("waiting", "running", "judging", "failed")
"""What the footer counts of paths; of those that are done it counts the verdicts."""

PROGRESS_BAR = 40
MEGABYTE = 1_000_000

ECHO = 4
"""Cells left free after the footer: a terminal echoes Ctrl-C there, which must not wrap."""

COUNTED_FATES = ("pruned", "merged", "finished")


def frame(screen: Screen, width: int, height: int, seconds: float, signs: Signs, *, least: int = 0) -> list[Text]:
    """The lines of one frame, at most `height` of `width` cells, `seconds` after the start.

    It has `least` lines or more where they fit, so that a footer that once went down stays there.
    """
    if screen.started is None or height <= 0:
        return []
    lines = _header(screen, screen.started, width, seconds, signs, may_wrap=height > LOW)
    if screen.progress:
        lines.append(_progress(screen.progress, width, signs))
    elif screen.remark and height > LOW:
        lines.append(spread([(f" {one_line(screen.remark, signs.encoding)}", DIM)], [], width, signs))
    room = height - len(lines) - 1
    body = _body(screen, width, room, signs)[: max(room, 0)]
    for text in body:
        text.truncate(width)
    body += [line()] * (min(least - len(lines) - 1, room) - len(body))
    return [*lines, *body, _footer(screen, width, signs)][:height]


def _body(screen: Screen, width: int, height: int, signs: Signs) -> list[Text]:
    if screen.nodes:
        return tree(screen, width, height, signs)
    is_vote = screen.started is not None and screen.started.command == "vote"
    if is_vote or (screen.tally and not screen.verdicts):
        return votes(screen, width, height, signs)
    return panels(screen, width, height, signs)


def _header(
    screen: Screen, started: RunStarted, width: int, seconds: float, signs: Signs, *, may_wrap: bool
) -> list[Text]:
    """What runs, on one side; time and money on the other, or on a line of their own where both do not fit."""
    dot = f" {signs.dot} "
    what: list[Piece] = [
        (f" {started.command}", STRONG),
        (dot + one_line(way(started), signs.encoding), PLAIN),
        (dot + one_line(started.model, signs.encoding), DIM),
    ]
    price: list[Piece] = [(f" {duration(seconds)}   ", DIM), (spent(screen.bill), f"{STRONG} {ACCENT}")]
    if started.cap_left:
        price.append((dot + one_line(cap_left(started.cap_left, screen.bill), signs.encoding), DIM))
    price.append((" ", PLAIN))
    if sum(cell_len(text) for text, _ in (*what, *price)) + 2 > width and may_wrap:
        return [spread(what, [], width, signs), spread(price, [], width, signs)]
    return [spread(what, price, width, signs)]


def _progress(progress: Progressed, width: int, signs: Signs) -> Text:
    """Something that takes long: as a bar with megabytes and the time left, where these can be told."""
    what: list[Piece] = [(f" {one_line(progress.what, signs.encoding)}  ", PLAIN)]
    if progress.total == 1:
        return spread(what, [], width, signs)
    filled, rest = filled_rule(progress.done / max(progress.total, 1), min(PROGRESS_BAR, width // 3), signs)
    figures = f"  {progress.done / MEGABYTE:.0f} of {progress.total / MEGABYTE:.0f} MB"
    if progress.seconds_left is not None:
        figures += f" {signs.dot} {duration(progress.seconds_left)} left"
    return spread([*what, (filled, ACCENT), (rest, DIM), (figures, PLAIN)], [], width, signs)


def _footer(screen: Screen, width: int, signs: Signs) -> Text:
    """The answer that leads on one side, the figures on the other."""
    states = _states(screen)
    while True:
        figures = f" {signs.dot} ".join([*states, count(screen.calls, "call"), count(screen.tokens, "token")])
        if len(figures) + 3 + ECHO <= width or not states:
            break
        states.pop()
    leader = _leader(screen, signs)
    if sum(cell_len(text) for text, _ in leader) + len(figures) + 4 + ECHO > width:
        leader = leader[:1]
    return spread([(" ", PLAIN), *leader], [(f"  {figures} ", DIM)], width - ECHO, signs)


def _leader(screen: Screen, signs: Signs) -> list[Piece]:
    path, tally = screen.leading, screen.tally
    if path and path.answer is not None:
        return [(one_line(path.answer, signs.encoding), f"{STRONG} {GOOD}"), (" is best so far", DIM)]
    if tally and tally.votes:
        answer, votes = tally.votes[0]
        share = f" leads with {votes} of {sum(votes for _, votes in tally.votes)}"
        return [(one_line(answer, signs.encoding), f"{STRONG} {GOOD}"), (share, DIM)]
    return []


def _states(screen: Screen) -> list[str]:
    """How many paths are where; of a tree search, how many states it has seen and what became of them.

    What can be spared comes last.
    """
    statuses: Counter[str] = Counter(path.status for path in screen.paths.values())
    fates: Counter[str] = Counter(node.fate for node in screen.nodes.values())
    return [
        *([count(len(screen.nodes), "state")] if screen.nodes else []),
        *([count(screen.verdicts, "verdict")] if screen.verdicts else []),
        *([f"{screen.recalled} from the cache"] if screen.recalled else []),
        *(f"{statuses[status]} {status}" for status in COUNTED_STATUSES if statuses[status]),
        *(f"{fates[fate]} {fate}" for fate in COUNTED_FATES if fates[fate]),
    ]
