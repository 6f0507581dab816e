"""Every path on a line of its own, for when there are more paths than room."""

from collections import Counter
from collections.abc import Sequence

from rich.text import Text

from system2.render.lines import ACCENT, BAD, DIM, GOOD, PLAIN, STRONG, Piece, column, ending, line
from system2.render.safe import one_line
from system2.render.screen import Path, Screen
from system2.render.signs import Signs
from system2.render.words import verdict_sign

NARROWEST = 36
"""Cells that a row needs: number, sign, state and answer."""

STATE = 12
ANSWER = 12
GAP = 2

INTERESTING = ("done", "judging", "running", "failed", "stopped", "waiting")


def rows(screen: Screen, paths: Sequence[Path], width: int, height: int, signs: Signs) -> list[Text]:
    """One line for each path, in as many columns as it takes; those that do not fit are counted in a last line."""
    if height <= 0:
        return []
    columns = max(1, min(-(-len(paths) // height), (width + GAP) // (NARROWEST + GAP)))
    rest: list[Path] = []
    if columns * height < len(paths):
        height -= 1
        ranked = sorted(paths, key=_interest)
        paths, rest = ranked[: columns * height], ranked[columns * height :]
    tall = min(height, -(-len(paths) // columns)) if paths else 0
    cells = (width - GAP * (columns - 1)) // columns
    digits = max((len(path.title) for path in paths), default=1)
    lines = [line() for _ in range(tall)]
    for place, path in enumerate(paths):
        if place >= tall:
            lines[place % tall].append(" " * GAP)
        lines[place % tall].append_text(row(path, cells, digits, signs, leads=path is screen.leading))
    return [*lines, line((f" {summary(rest, signs)}", DIM))] if rest else lines


def row(path: Path, width: int, digits: int, signs: Signs, *, leads: bool) -> Text:
    """One path in exactly `width` cells: number, sign, state or verdict, answer, the end of its text."""
    sign, state, style = _state(path, signs)
    answer = one_line(path.answer, signs.encoding) if path.answer is not None else ""
    room = width - digits - STATE - ANSWER - 7
    said = path.tail or path.note
    text = " ".join(ending(said, max(room, 2), 1, signs)) if room >= 8 else ""
    pieces: list[Piece] = [
        (f" {path.title:>{digits}} ", STRONG if leads else DIM),
        (f"{sign} ", style),
        *state,
        (" ", PLAIN),
        (column(answer, ANSWER, signs), f"{STRONG} {GOOD}" if leads else PLAIN),
        ("  " + column(text, max(room, 0), signs), DIM),
    ]
    whole = line(*pieces)
    whole.truncate(width, pad=True)
    return whole


def summary(paths: Sequence[Path], signs: Signs) -> str:
    """The paths that are not shown, in one line."""
    counts: Counter[str] = Counter(path.status for path in paths)
    parts = [f"{counts[status]} {status}" for status in INTERESTING if counts[status]]
    return f"{len(paths)} more: {', '.join(parts)}"


def _state(path: Path, signs: Signs) -> tuple[str, list[Piece], str]:
    if path.verdict:
        style = GOOD if path.verdict.is_correct else BAD
        room = STATE - 5
        filled = round(path.verdict.score * room)
        meter = [
            (f"{path.verdict.score:.2f} ", style),
            (signs.heavy_rule * filled, style),
            (signs.rule * (room - filled), DIM),
        ]
        return verdict_sign(path, signs), meter, style
    sign, text, style = {
        "waiting": (signs.waiting, "waiting", DIM),
        "running": (signs.running, f"{path.tokens} tokens", ACCENT),
        "judging": (signs.running, "judging", ACCENT),
        "done": (signs.unjudged, f"{path.tokens} tokens", PLAIN),
        "failed": (signs.failed, "failed", BAD),
        "stopped": (signs.stopped, "stopped", DIM),
    }[path.status]
    return sign, [(column(text, STATE, signs), style)], style


def _interest(path: Path) -> tuple[int, float, int]:
    return INTERESTING.index(path.status), -(path.score or 0.0), path.key.number
