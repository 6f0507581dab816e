"""The signs that the views draw with, and their ASCII twins for consoles that can show no more."""

from dataclasses import dataclass, replace


@dataclass(frozen=True)
class Signs:
    """One set of signs and the encoding of the console that they are for.

    `rule` draws lines, `heavy_rule` and `heavy_half` the part of a line that a score fills. `blocks` fill one cell of a
    bar, the least first, and `sparks` one of a sparkline, the first for nothing.
    """

    encoding: str
    correct: str
    wrong: str
    unjudged: str
    running: str
    waiting: str
    failed: str
    stopped: str
    landed: str
    chosen: str
    dot: str
    dash: str
    ellipsis: str
    rule: str
    heavy_rule: str
    heavy_half: str
    side: str
    top_left: str
    top_right: str
    bottom_left: str
    bottom_right: str
    branch: str
    last_branch: str
    trunk: str
    open_quote: str
    close_quote: str
    blocks: str
    sparks: str
    meter_start: str
    meter_end: str


UNICODE = Signs(
    encoding="utf-8",
    correct="✓",
    wrong="✗",
    unjudged="?",
    running="▸",
    waiting="·",
    failed="!",
    stopped="–",
    landed="•",
    chosen="◀",
    dot="·",
    dash="–",
    ellipsis="…",
    rule="─",
    heavy_rule="━",
    heavy_half="╸",
    side="│",
    top_left="╭",
    top_right="╮",
    bottom_left="╰",
    bottom_right="╯",
    branch="├─ ",
    last_branch="└─ ",
    trunk="│  ",
    open_quote="“",
    close_quote="”",
    blocks="▏▎▍▌▋▊▉█",
    sparks="▁▂▃▄▅▆▇█",
    meter_start="▕",
    meter_end="▏",
)

ASCII = Signs(
    encoding="ascii",
    correct="+",
    wrong="x",
    unjudged="?",
    running=">",
    waiting=".",
    failed="!",
    stopped="-",
    landed="o",
    chosen="<",
    dot="-",
    dash="-",
    ellipsis="...",
    rule="-",
    heavy_rule="=",
    heavy_half="",
    side="|",
    top_left="+",
    top_right="+",
    bottom_left="+",
    bottom_right="+",
    branch="|- ",
    last_branch="`- ",
    trunk="|  ",
    open_quote='"',
    close_quote='"',
    blocks="#",
    sparks="_.:-=+*#",
    meter_start="[",
    meter_end="]",
)


def signs_for(encoding: str | None) -> Signs:
    """The richest set that this encoding can carry; ASCII where it is not known."""
    encoding = encoding or "ascii"
    try:
        for value in vars(UNICODE).values():
            value.encode(encoding)
    except (UnicodeEncodeError, LookupError):
        return replace(ASCII, encoding=encoding)
    return replace(UNICODE, encoding=encoding)


def filled_rule(share: float, width: int, signs: Signs) -> tuple[str, str]:
    """A line of `width` cells in two parts: what this share, 0 to 1, fills of it, and the rest."""
    halves = round(min(max(share, 0.0), 1.0) * max(width, 0) * 2)
    full, half = divmod(halves, 2)
    filled = signs.heavy_rule * full + signs.heavy_half * half
    return filled, signs.rule * (width - len(filled))
