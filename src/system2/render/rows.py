"""Every path on a line of its own, for when there are more paths than room."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from rich.text import Text

from system2.render.lines import ACCENT, BAD, DIM, GOOD, PLAIN, STRONG, Piece, clip, column, ending, line
from system2.render.safe import one_line
from system2.render.screen import Path, Screen
from system2.render.signs import Signs, filled_rule
from system2.render.words import verdict_sign

STATE = 12
ANSWER = 12
GAP = 2

NARROWEST = 36
"""Cells that a row needs: number, sign, state and answer."""

ROOM_FOR_TEXT = 12
"""Cells below which a text says nothing."""

INTERESTING = ("done", "judging", "running", "failed", "stopped", "waiting")


@dataclass(frozen=True)
class Cells:
    """The widths of a row's columns; between them stand the sign and the gaps."""

    title: int
    answer: int
    text: int


def rows(
    screen: Screen, paths: Sequence[Path], width: int, height: int, signs: Signs, *, with_answers: bool = True
) -> list[Text]:
    """One line for each path, in as many columns as it takes; those that do not fit are counted in a last line."""
    if height <= 0 or not paths:
        return []
    columns = max(1, min(-(-len(paths) // height), (width + GAP) // (NARROWEST + GAP)))
    rest: Sequence[Path] = ()
    if columns * height < len(paths):
        height -= 1
        ranked = sorted(paths, key=_interest)
        paths, rest = ranked[: columns * height], ranked[columns * height :]
    cells = _cells(paths, (width - GAP * (columns - 1)) // columns, with_answers=with_answers)
    drawn = [row(path, cells, signs, leads=path is screen.leading) for path in paths]
    tall = min(height, -(-len(drawn) // columns))
    lines = [Text(" " * GAP).join(drawn[place::tall]) for place in range(tall)]
    return [*lines, line((f" {clip(summary(rest), width - 1, signs)}", DIM))] if rest else lines


def row(path: Path, cells: Cells, signs: Signs, *, leads: bool) -> Text:
    """One path: number, sign, state or verdict, answer, text.

    The text is what the path says last or, once it is judged, what the verifier says of it.
    """
    sign, state, style = _state(path, signs)
    answer = one_line(path.answer, signs.encoding) if path.answer is not None else ""
    return line(
        (f" {path.title:>{cells.title}} ", STRONG if leads else DIM),
        (f"{sign} ", style),
        *state,
        (" ", PLAIN),
        (column(answer, cells.answer, signs), f"{STRONG} {GOOD}" if leads else PLAIN),
        (f" {column(_said(path, cells.text, signs), cells.text, signs)}" if cells.text else "", DIM),
    )


def summary(paths: Sequence[Path]) -> str:
    """The paths that are not shown, in one line."""
    counts: Counter[str] = Counter(path.status for path in paths)
    parts = [f"{counts[status]} {status}" for status in INTERESTING if counts[status]]
    return f"{len(paths)} more: {', '.join(parts)}"


def _cells(paths: Sequence[Path], width: int, *, with_answers: bool) -> Cells:
    title = max((len(path.title) for path in paths), default=1)
    room = width - title - STATE - 5
    if not with_answers:
        return Cells(title, 0, max(room - 1, 0))
    if room - ANSWER - 1 >= ROOM_FOR_TEXT:
        return Cells(title, ANSWER, room - ANSWER - 1)
    return Cells(title, max(room, 0), 0)


def _said(path: Path, width: int, signs: Signs) -> str:
    if told := path.verdict.critique if path.verdict else path.note:
        return clip(one_line(told, signs.encoding), width, signs)
    return " ".join(ending(path.tail, width, 1, signs))


def _state(path: Path, signs: Signs) -> tuple[str, list[Piece], str]:
    if path.verdict:
        style = GOOD if path.verdict.is_correct else BAD
        room = STATE - 5
        filled, rest = filled_rule(path.verdict.score, room, signs)
        meter = [(f"{path.verdict.score:.2f} ", style), (filled, style), (rest, DIM)]
        return verdict_sign(path, signs), meter, style
    sign, text, style = {
        "waiting": (signs.waiting, "waiting", DIM),
        "running": (signs.running, f"{path.tokens} tokens", ACCENT),
        "judging": (signs.running, "judging", ACCENT),
        "done": (signs.landed, f"{path.tokens} tokens", PLAIN),
        "failed": (signs.failed, "failed", BAD),
        "stopped": (signs.stopped, "stopped", DIM),
    }[path.status]
    return sign, [(column(text, STATE, signs), style)], style


def _interest(path: Path) -> tuple[int, float, int]:
    return INTERESTING.index(path.status), -(path.score or 0.0), path.key.number
