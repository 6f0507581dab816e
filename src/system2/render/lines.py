"""Lines of a known number of cells, from which every view is put together."""

from typing import TypeAlias

from rich.cells import cell_len, set_cell_size
from rich.console import Console
from rich.text import Text

from system2.render.safe import drawable
from system2.render.signs import Signs

Piece: TypeAlias = tuple[str, str]
"""Text and its style."""

ACCENT = "cyan"
GOOD = "green"
BAD = "red"
DIM = "dim"
STRONG = "bold"
PLAIN = ""

_RULER = Console(width=80)
"""What Rich wants to have at hand when it wraps text; nothing is printed on it."""


def line(*pieces: Piece) -> Text:
    """One line of these pieces. They are text and never markup."""
    text = Text(no_wrap=True, overflow="crop")
    for content, style in pieces:
        text.append(content, style or None)
    return text


def clip(text: str, width: int, signs: Signs) -> str:
    """The text in at most `width` cells, with an ellipsis where it was cut."""
    if cell_len(text) <= width:
        return text
    if width <= len(signs.ellipsis):
        return signs.ellipsis[: max(width, 0)]
    return set_cell_size(text, width - len(signs.ellipsis)).rstrip() + signs.ellipsis


def column(text: str, width: int, signs: Signs) -> str:
    """The text in exactly `width` cells."""
    return set_cell_size(clip(text, width, signs), width)


def spread(left: list[Piece], right: list[Piece], width: int, signs: Signs) -> Text:
    """One line with pieces at both of its ends; the left ones give way."""
    room = width - sum(cell_len(content) for content, _ in right)
    kept: list[Piece] = []
    for content, style in left:
        shown = clip(content, room, signs)
        kept.append((shown, style))
        room -= cell_len(shown)
        if shown != content:
            break
    text = line(*kept, (" " * max(room, 0), PLAIN), *right)
    text.truncate(width)
    return text


def opening(text: str, width: int, count: int, signs: Signs) -> list[str]:
    """The first lines of the text, at most `count`, wrapped into `width` cells, with an ellipsis where it was cut."""
    lines = _wrapped(text, width, signs)
    if len(lines) <= count:
        return lines
    return [*lines[: count - 1], clip(" ".join(lines[count - 1 :]), width, signs)]


def ending(text: str, width: int, count: int, signs: Signs) -> list[str]:
    """The last `count` lines of the text, wrapped into `width` cells; blank lines are left out.

    Every paragraph is wrapped from its start, so lines hold still while a paragraph grows.
    """
    lines: list[str] = []
    for paragraph in reversed(text.splitlines()):
        if len(lines) >= count:
            break
        lines = [*filter(None, _wrapped(paragraph, width, signs)), *lines]
    return lines[-count:] if count > 0 else []


def _wrapped(paragraph: str, width: int, signs: Signs) -> list[str]:
    text = Text(drawable(paragraph, signs.encoding).rstrip())
    return [part.plain.rstrip() for part in text.wrap(_RULER, max(width, 2))]
