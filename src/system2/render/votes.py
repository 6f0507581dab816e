"""Votes as bars that grow, and below them the paths that are still to vote."""

from rich.cells import cell_len
from rich.text import Text

from system2.render.lines import ACCENT, DIM, GOOD, PLAIN, STRONG, column, line
from system2.render.rows import rows
from system2.render.safe import one_line
from system2.render.screen import Screen
from system2.render.signs import Signs, bar
from system2.render.words import count, percent

WIDEST_ANSWER = 24
AFTER_BAR = 18
"""Cells for the count and for how sure the leader is."""


def votes(screen: Screen, width: int, height: int, signs: Signs) -> list[Text]:
    """The answers with their votes, most first; what room is left shows the paths that are on their way.

    A full bar is a majority of all planned votes: nobody can catch it any more.
    """
    unfinished = [path for path in screen.paths.values() if path.status in {"running", "waiting"}]
    room = height if not unfinished else max(height // 2, height - len(unfinished) - 1)
    lines = _bars(screen, width, room, signs)
    if unfinished and height - len(lines) > 1:
        lines.append(line())
        lines += rows(screen, unfinished, width, height - len(lines), signs)
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
    bar_cells = max(width - name_cells - 4 - AFTER_BAR, 4)
    planned = screen.started.effort if screen.started else 1
    full = max(shown[0][1] if shown else 1, planned // 2 + 1)
    lines = []
    for place, (name, (_, number)) in enumerate(zip(names, shown, strict=True)):
        leads = place == 0
        sure = f"{percent(tally.certainty)} sure" if leads and tally.certainty is not None else ""
        drawn = bar(number / full, bar_cells, signs)
        lines.append(
            line(
                (f" {column(name, name_cells, signs)}  ", STRONG if leads else PLAIN),
                (column(drawn, bar_cells, signs), GOOD if leads else DIM),
                (f" {number:>4}", STRONG if leads else PLAIN),
                (f"  {sure}", ACCENT),
            )
        )
    name = column(signs.dash, name_cells, signs)
    lines += [line((f" {name}  {note}", DIM)) for note in notes]
    for drawn_line in lines:
        drawn_line.truncate(width)
    return lines[:height]
