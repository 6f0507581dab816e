"""Votes as bars that grow, and below them the paths that are still to vote."""

from rich.cells import cell_len
from rich.text import Text

from system2.render.lines import ACCENT, DIM, GOOD, PLAIN, STRONG, column, line
from system2.render.rows import rows
from system2.render.safe import one_line
from system2.render.screen import Screen
from system2.render.signs import Signs, filled_rule
from system2.render.words import count, percent

WIDEST_ANSWER = 24
SURE = 10
"""Cells for how sure the leader is of winning."""


def votes(screen: Screen, width: int, height: int, signs: Signs) -> list[Text]:
    """The answers with their votes, most first; what room is left shows the paths that are on their way.

    A full bar is a majority of all planned votes: nobody can catch it any more.
    """
    unfinished = [path for path in screen.paths.values() if path.status in {"running", "judging", "waiting"}]
    room = height if not unfinished else max(height // 2, height - len(unfinished) - 1)
    lines = _bars(screen, width, room, signs)
    if unfinished and height - len(lines) > 1:
        lines.append(line())
        lines += rows(screen, unfinished, width, height - len(lines), signs, with_answers=False)
    return lines


def _bars(screen: Screen, width: int, height: int, signs: Signs) -> list[Text]:
    tally = screen.tally
    if tally is None or height <= 0:
        return []
    notes = []
    room = height - bool(tally.abstained)
    shown, rest = tally.votes, tally.votes[:0]
    if len(shown) > room:
        shown, rest = tally.votes[: max(room - 1, 0)], tally.votes[max(room - 1, 0) :]
        notes.append(f"{count(len(rest), 'more answer')} with {count(sum(votes for _, votes in rest), 'vote')}")
    if tally.abstained:
        notes.append(f"{tally.abstained} gave no answer")
    names = [one_line(answer, signs.encoding) for answer, _ in shown]
    name_cells = min(max(map(cell_len, names), default=1), WIDEST_ANSWER, width // 3)
    sure = "" if tally.certainty is None else f"{percent(tally.certainty)} sure"
    bar_cells = max(width - name_cells - 11 - SURE, 4)
    planned = screen.started.effort if screen.started else 1
    full = max(shown[0][1] if shown else 1, planned // 2 + 1)
    lines = []
    for place, (name, (_, number)) in enumerate(zip(names, shown, strict=True)):
        style = STRONG if place == 0 else PLAIN
        filled, empty = filled_rule(number / full, bar_cells, signs)
        lines.append(
            line(
                (f" {column(name, name_cells, signs)} {number:>5}  ", style),
                (filled, GOOD if place == 0 else DIM),
                (empty, DIM),
                (f"  {sure}" if place == 0 else "", ACCENT),
            )
        )
    lines += [line((f" {column(signs.dash, name_cells, signs)}     {note}", DIM)) for note in notes]
    for drawn in lines:
        drawn.truncate(width)
    return lines[:height]
