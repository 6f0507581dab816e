"""What a model says, made harmless for a terminal: it is text, whatever it pretends to be."""

import re

_STRING_END = r"(?:\x07|\x1b\\|\x9c)?"
_ESCAPES = re.compile(
    r"(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]"  # CSI: colours, cursor, modes
    rf"|(?:\x1b[\]PX^_]|[\x9d\x90\x98\x9e\x9f])[^\x07\x1b\x9c\n]*{_STRING_END}"  # OSC, DCS, SOS, PM, APC
    r"|\x1b[ -/]*[0-~]?"  # every other escape
)
"""The control functions of ECMA-48, in their 7-bit and 8-bit forms. One that never ends is cut off at its line."""

_LINE_ENDS = re.compile(r"\r\n?|[\x0b\x0c\x85\u2028\u2029]")
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x9f]")
_DIRECTIONS = re.compile(r"[\u202a-\u202e\u2066-\u2069]")
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
    text = _LINE_ENDS.sub("\n", _ESCAPES.sub("", text))
    text = _DIRECTIONS.sub("", _CONTROLS.sub("", text))
    return _SURROGATES.sub("\N{REPLACEMENT CHARACTER}", text)


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
