"""Reading what a verifier wrote, which may be wrapped in prose, in a fence, be flawed JSON, or not be there at all."""

import json
import math
import re
from typing import Any

LONGEST_REPLY = 100_000
"""Characters of a reply that are searched; a verdict is at neither end of a megabyte."""

LONGEST_MENDED = 8_000
"""Characters of an object that is mended: four times as many as the longest verdict has."""

MOST_TRIED = 200
MOST_MENDED = 4
DEEPEST_MENDED = 20
"""So many objects of one reply are tried, so many mended, with so many brackets: what is more is no verdict."""

OBJECT_BEGINS = re.compile(r"\{\s*[\w\"'“”‘’/}]")

RETRACTS = re.compile(r"(?i)\b(?:no, wait|wait,|correction|on second thought|scratch that|i was wrong)|更正|不对|等等")
"""Words by which a model takes back what it has just written. Without them, a later object is a quotation."""


LATEX = re.compile(r"(?<!\\)\\(?=[a-zA-Z]{2}|[()\[\],;!])")
"""A backslash that begins a command of LaTeX where JSON would want two: `\\frac` is no form feed and four letters."""

DECODER = json.JSONDecoder(parse_constant=lambda name: None, strict=False)


def read_object(text: str, keys: set[str]) -> dict[str, Any] | None:
    """The first JSON object in the text that has all these keys, or a later one where that takes the first back.

    Flaws that models are prone to are mended: raw line breaks, LaTeX's backslashes, Python's words and quotation marks,
    commas too many, comments.
    """
    text = text[:LONGEST_REPLY]
    found, position, mended = None, 0, 0
    for _ in range(MOST_TRIED):
        if not (begins := OBJECT_BEGINS.search(text, position)):
            break
        brace = begins.start()
        if found is not None and not RETRACTS.search(text, position, brace):
            return found
        value, end = _decoded(text, brace)
        if value is None and mended < MOST_MENDED:
            mended += 1
            value, end = _mended(text, brace)
        position = max(end, brace + 1)
        if (whole := _with_keys(value, keys)) is not None:
            found = whole
    return found


def truth(value: object) -> bool | None:
    """A truth value, also where it was written as text; None for anything else."""
    if isinstance(value, str):
        return {"true": True, "false": False}.get(value.strip().lower())
    return value if isinstance(value, bool) else None


def probability(value: object) -> float | None:
    """A number from 0 to 1, also where it was written as text or in percent; None for anything else."""
    if isinstance(value, str) and (match := re.fullmatch(r"\s*(\d*\.?\d+)\s*(%?)\s*", value)):
        value = float(match[1]) / (100 if match[2] else 1)
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return float(value) if math.isfinite(value) and 0 <= value <= 1 else None


def _decoded(text: str, brace: int) -> tuple[object, int]:
    """The value that begins there and where it ends; None where it is no JSON."""
    try:
        return DECODER.raw_decode(text, brace)
    except (ValueError, RecursionError):
        return None, brace


def _mended(text: str, brace: int) -> tuple[object, int]:
    """The same for JSON with flaws; None where nothing ends there, for a verdict cut off is none."""
    end = _end(text, brace)
    flawed = text[brace:end]
    if not flawed or flawed.count("{") + flawed.count("[") > DEEPEST_MENDED:
        return None, brace
    import json_repair

    try:
        value: object = json_repair.loads(LATEX.sub(r"\\\\", flawed), skip_json_loads=True)
    except (ValueError, RecursionError):
        return None, brace
    return value, end


def _end(text: str, brace: int) -> int:
    """Where the braces that begin there are closed again, those in texts counted too; `brace` where they are not."""
    depth = 0
    for sign in re.finditer(r"[{}]", text[brace : brace + LONGEST_MENDED]):
        depth += 1 if sign[0] == "{" else -1
        if depth == 0:
            return brace + sign.end()
    return brace


def _with_keys(value: object, keys: set[str]) -> dict[str, Any] | None:
    """The object itself or one in it that has all the keys."""
    if not isinstance(value, dict):
        return None
    if keys <= value.keys():
        return value
    return next((inner for inner in value.values() if isinstance(inner, dict) and keys <= inner.keys()), None)
