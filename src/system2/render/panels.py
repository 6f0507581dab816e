"""Every path in a panel of its own: its text as it streams, its answer, its verdict on the lower edge."""

from itertools import pairwise

from rich.cells import cell_len
from rich.text import Text

from system2.render.lines import ACCENT, BAD, DIM, GOOD, PLAIN, STRONG, Piece, clip, column, ending, line, opening
from system2.render.rows import rows
from system2.render.safe import one_line
from system2.render.screen import Path, Screen
from system2.render.signs import Signs, filled_rule
from system2.render.words import count, verdict_sign

LOWEST = 3
HIGHEST = 10
"""Lines of a panel, its edges included."""

ROOM_FOR_CRITIQUE = 3
"""Lines of text that a panel must have before any is given to the verifier."""

LONGEST_CRITIQUE = 3
"""Lines that it is given at most."""


def panels(screen: Screen, width: int, height: int, signs: Signs) -> list[Text]:
    """All paths in a grid; one line for each where panels do not fit."""
    paths = tuple(screen.paths.values())
    if not paths:
        return []
    columns = min(_columns(width), len(paths))
    grid_rows = -(-len(paths) // columns)
    tall = min(HIGHEST, height // grid_rows)
    if tall < LOWEST:
        return rows(screen, paths, width, height, signs)
    lines: list[Text] = []
    leading = screen.leading
    for first in range(0, len(paths), columns):
        beside = paths[first : first + columns]  # the last ones share the whole width
        edges = [place * width // len(beside) for place in range(len(beside) + 1)]
        in_row = [
            panel(path, right - left, tall, signs, leads=path is leading)
            for path, (left, right) in zip(beside, pairwise(edges), strict=True)
        ]
        lines += [Text().join(parts) for parts in zip(*in_row, strict=True)]
    return lines


def _columns(width: int) -> int:
    if width < 70:
        return 1
    return 2 if width < 140 else width // 60


def panel(path: Path, width: int, height: int, signs: Signs, *, leads: bool) -> list[Text]:
    """One path in exactly `height` lines of `width` cells."""
    edge = GOOD if leads else DIM
    inner, room = width - 4, height - 2
    said = _said(path, inner, room, signs, leads=leads)
    critique = _critique(path, inner, max(1, room - len(said)), signs) if room >= ROOM_FOR_CRITIQUE else []
    said = said[max(0, len(said) + len(critique) - room) :]
    blank: Piece = ("", PLAIN)
    body = [*said, *[blank] * (room - len(said) - len(critique)), *critique]
    sides = [
        line((f"{signs.side} ", edge), (column(text, inner, signs), style), (f" {signs.side}", edge))
        for text, style in body
    ]
    return [_upper_edge(path, width, signs, edge, leads=leads), *sides, _lower_edge(path, width, signs, edge)]


def _said(path: Path, width: int, most: int, signs: Signs, *, leads: bool) -> list[Piece]:
    """The end of its text, or why there is none."""
    is_over = path.status in {"done", "failed", "stopped"}
    style = DIM if path.thinking or (is_over and not leads) else PLAIN
    text = path.note if path.note and path.status in {"failed", "waiting"} else path.tail
    return [(part, style) for part in ending(text, width, most, signs)]


def _critique(path: Path, width: int, most: int, signs: Signs) -> list[Piece]:
    """What the verifier says of it, in quotes."""
    if path.verdict is None or not (critique := one_line(path.verdict.critique, signs.encoding)):
        return []
    quoted = f"{signs.open_quote}{critique}{signs.close_quote}"
    return [(text, f"italic {DIM}") for text in opening(quoted, width, min(most, LONGEST_CRITIQUE), signs)]


def _upper_edge(path: Path, width: int, signs: Signs, edge: str, *, leads: bool) -> Text:
    name = clip(f"{path.title} {signs.dot} best" if leads else path.title, width - 6, signs)
    state = clip(_state(path, signs), width - 6 - cell_len(name), signs)
    rule = signs.rule * (width - 6 - cell_len(name) - cell_len(state))
    name_style = f"{STRONG} {GOOD}" if leads else ACCENT if path.status == "running" else STRONG
    state_style = ACCENT if path.status in {"running", "judging"} else BAD if path.status == "failed" else DIM
    return line(
        (signs.top_left, edge),
        (f" {name} ", name_style),
        (rule, edge),
        (f" {state} ", state_style),
        (signs.top_right, edge),
    )


def _lower_edge(path: Path, width: int, signs: Signs, edge: str) -> Text:
    """The answer, the verdict as a bar, the verdict as a number."""
    left: list[Piece] = []
    right: list[Piece] = []
    if path.answer is not None:
        answer = clip(one_line(path.answer, signs.encoding), width // 2 - 4, signs)
        left = [(f" {answer} ", STRONG)]
    if path.verdict:
        right = [(f" {path.verdict.score:.2f} {verdict_sign(path, signs)} ", f"{STRONG} {verdict_style(path)}")]
    elif path.status == "done" and path.note:
        right = [(f" no verdict {signs.unjudged} ", DIM)]
    room = width - 2 - sum(cell_len(text) for text, _ in (*left, *right))
    filled, rest = filled_rule(path.score or 0.0, room, signs)
    return line(
        (signs.bottom_left, edge),
        *left,
        (filled, verdict_style(path)),
        (rest, edge),
        *right,
        (signs.bottom_right, edge),
    )


def verdict_style(path: Path) -> str:
    """The colour of a verdict."""
    if path.verdict is None:
        return DIM
    return GOOD if path.verdict.is_correct else BAD


def _state(path: Path, signs: Signs) -> str:
    match path.status:
        case "running" | "done":
            thinking = f"thinking {signs.dot} " if path.thinking else ""
            return thinking + count(path.tokens, "token")
        case "waiting" if path.note:
            return "waits to try again"
        case status:
            return status
