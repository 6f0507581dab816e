"""Pieces of text that command a terminal, a table or a browser, and how they are told."""

import unicodedata

PIECES = (
    *("\x1b[8m", "\x1b[2J", "\x1b]0;title\x07", "\x1b]52;c;c3RvbGVu\x07", "\x1b]8;;http://evil.example\x1b\\", "\x1bc"),
    *("\x9b8m", "\x9d0;title\x9c", "\x90q\x9c", "\x1bP1$r0m\x1b\\", "\x1b", "\x9b", "\x00", "\b", "\x7f", "\x85", "\r"),
    *("\x0b", "\x0c", "\u2028", "\u2029", "\u202e", "\u2066", "\u200f", "\u061c", "\ud800", "\udfff", "\ufeff"),
    *("=cmd|' /C calc'!A0", "+1", "-1", "@SUM(A1)", "\t=1", '"', ",", ";", "\n", "\r\n", " ", "'", "\\u001b[8m"),
    *("<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "]]>", "--><b>", "&lt;", "'><svg/onload=alert(1)>"),
    *("[bold red]x[/]", "[link=http://evil.example]x[/link]", "`", "```", "|", "日本語", "👩‍👩‍👧", "é"),
)


def commands_a_terminal(text: str) -> list[str]:
    """The signs in a text that are no text."""
    return [sign for sign in text if is_control(sign)]


def is_control(sign: str) -> bool:
    """Whether a sign is a control, turns the direction of its neighbours, or is half of one."""
    if sign in "\n\t":
        return False
    directions = unicodedata.bidirectional(sign) in {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}
    return directions or sign in "\u061c\u200e\u200f\u2028\u2029" or unicodedata.category(sign) in {"Cc", "Cs"}
