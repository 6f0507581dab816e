"""An answer as a person reads it at a terminal: its Markdown drawn, its code in colours, its formulas in signs."""

import re
from collections.abc import Iterator
from typing import Any

from rich.console import Console
from rich.markdown import Markdown

from system2.render.formulas import MATH, in_signs

LONGEST = 50_000
"""Characters beyond which an answer is printed as it was written: nobody reads that much at a terminal."""

WIDEST = 100
"""Columns; longer lines are hard to read."""

CODE = re.compile(r"(```[\s\S]*?(?:```|\Z)|`[^`\n]*`)")
TIMES = re.compile(r"(?<=[\w)])\*(?=[\w(])")
"""The sign of a product, which Markdown takes for emphasis in `6*7*8`."""

ACTIVE = re.compile(r"([\\`*_\[\]<>#~|])")
"""What may mean something to Markdown."""


def draw(text: str, console: Console) -> None:
    """Draw it."""
    if len(text) > LONGEST:
        console.print(text)
    else:
        console.print(_markdown(readable(text)), width=min(console.width, WIDEST))


def readable(text: str) -> str:
    """Markdown whose formulas are in signs where they can be, and whose products are products; code is left alone."""
    return "".join(
        part if place % 2 else MATH.sub(_formula, TIMES.sub(r"\\*", part))
        for place, part in enumerate(CODE.split(text))
    )


def _formula(found: re.Match[str]) -> str:
    formula = next(filter(None, found.groups()))
    signs = in_signs(formula)
    return ACTIVE.sub(r"\\\1", found[0] if signs == formula and "\\" in formula else signs)


def _markdown(text: str) -> Markdown:
    """Lines are kept as they were written, and what looks like HTML is text."""
    from markdown_it import MarkdownIt

    drawn = Markdown("", code_theme="ansi_dark", hyperlinks=False, justify="default")
    drawn.parsed = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"]).parse(text)
    for token in _all(drawn.parsed):
        if token.type == "softbreak":
            token.type = "hardbreak"
    return drawn


def _all(tokens: list[Any]) -> Iterator[Any]:
    for token in tokens:
        yield token
        yield from _all(token.children or [])
