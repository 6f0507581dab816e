"""The signs that the views draw with, and their ASCII twins for consoles that can show no more."""

from dataclasses import dataclass, replace


@dataclass(frozen=True)
class Signs:
    """One set of signs and the encoding of the console that they are for.

    `bar` holds the steps of a bar from nearly empty to full cell; `rule` and `heavy_rule` draw lines, and the part of a
    line that a score fills.
    """

    encoding: str
    correct: str
    wrong: str
    unjudged: str
    running: str
    waiting: str
    failed: str
    stopped: str
    chosen: str
    dot: str
    dash: str
    ellipsis: str
    times: str
    bar: str
    rule: str
    heavy_rule: str
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


UNICODE = Signs(
    encoding="utf-8",
    correct="✓",
    wrong="✗",
    unjudged="?",
    running="▸",
    waiting="·",
    failed="!",
    stopped="–",
    chosen="◀",
    dot="·",
    dash="–",
    ellipsis="…",
    times="×",
    bar="▏▎▍▌▋▊▉█",
    rule="─",
    heavy_rule="━",
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
    chosen="<",
    dot="-",
    dash="-",
    ellipsis="...",
    times="x",
    bar="#",
    rule="-",
    heavy_rule="=",
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


def bar(share: float, width: int, signs: Signs) -> str:
    """A bar that fills this share, 0 to 1, of `width` cells; of a share above 0 something is always seen."""
    steps = len(signs.bar)
    filled = min(max(share, 0.0), 1.0) * width * steps
    eighths = max(1, round(filled)) if filled > 0 and width > 0 else 0
    full, rest = divmod(eighths, steps)
    return signs.bar[-1] * full + (signs.bar[rest - 1] if rest else "")
