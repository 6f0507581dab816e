"""What others say, made harmless for a terminal: it is text, whatever it pretends to be."""

import json
import re
from typing import Any

from system2.core.controls import ESCAPES, LINE_ENDS

_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x9f]")
_DIRECTIONS = re.compile(r"[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_NOT_IN_JSON = re.compile(r"[\x7f-\x9f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
"""What `json.dumps` leaves as it is, though it commands a terminal or has no form in UTF-8."""

_SURROGATES = re.compile(r"[\ud800-\udfff]")
_INVISIBLE = re.compile(
    r"[\xad\u034f\u0600-\u0605\u061c\u06dd\u070f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2060-\u206f"
    r"\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)
"""Signs that draw nothing, join, or change the width of their neighbours, on which terminals disagree."""

_ASCII_TWINS = str.maketrans(
    {
        "‐": "-", "‑": "-", "‒": "-", "–": "-", "—": "-", "−": "-", "×": "x", "÷": "/", "·": "*", "•": "*", "…": "...",
        "‘": "'", "’": "'", "“": '"', "”": '"', "≤": "<=", "≥": ">=", "≠": "!=", "≈": "~", "→": "->", "⇒": "=>",
    }
)  # fmt: skip


def clean(text: str) -> str:
    """The text with line ends and tabs, without escape sequences, other controls and overrides of direction.

    Fit for the answer on a terminal: letters, signs and emoji stay as they are.
    """
    text = LINE_ENDS.sub("\n", ESCAPES.sub("", text))
    text = _DIRECTIONS.sub("", _CONTROLS.sub("", text))
    return _SURROGATES.sub("\N{REPLACEMENT CHARACTER}", text)


def to_json(value: Any, indent: int | None = None) -> str:
    """JSON in which every control, turn of direction and half of a sign is an escape, which reads back to the same."""
    text = json.dumps(value, indent=indent, ensure_ascii=False)
    return _NOT_IN_JSON.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def drawable(text: str, encoding: str = "utf-8") -> str:
    """Clean text whose cells can be counted: no tabs, nothing invisible, nothing that the console cannot show."""
    text = _INVISIBLE.sub("", clean(text)).replace("\t", "    ")
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        return text.translate(_ASCII_TWINS).encode(encoding, "replace").decode(encoding)
    return text


def one_line(text: str, encoding: str = "utf-8") -> str:
    """Drawable text on one line, its white space collapsed."""
    return " ".join(drawable(text, encoding).split())
