"""JSON: where it stands in a text, and its value, whatever the order of keys and the way numbers are written."""

import json
import re
from fractions import Fraction
from typing import Any, TypeAlias

from system2.answers.code import FENCE, fenced
from system2.answers.numbers import number
from system2.answers.statements import statements

Canonical: TypeAlias = tuple[str, Any]

_MOST_ATTEMPTS = 50


def json_block(text: str) -> str | None:
    """The last JSON object or array: announced after all fenced blocks, in one, the whole text, or somewhere in it."""
    ends = [match.end() for match in re.finditer(FENCE, text)]
    if ends and any(statements(text[ends[-1] :])) and (announced := _embedded(text[ends[-1] :])):
        return announced
    for _, block in [*reversed(fenced(text)), ("", text)]:
        if (value := json_value(block)) and value[0] in {"object", "array"}:
            return block.strip()
    return _embedded(text)


def json_value(text: str) -> Canonical | None:
    """A hashable form of the JSON value, the same for equal values; None where the text is no JSON."""
    try:
        return _canonical(json.loads(text, parse_float=_exact, parse_int=_exact, parse_constant=_exact))
    except (ValueError, RecursionError):
        return None


def _canonical(value: Any) -> Canonical:
    if isinstance(value, dict):
        return "object", frozenset((key, _canonical(item)) for key, item in value.items())
    if isinstance(value, list):
        return "array", tuple(map(_canonical, value))
    return type(value).__name__, value


def _exact(text: str) -> Fraction:
    if (value := number(text)) is None:
        raise ValueError(f"{text} is no number, or too long")
    return value


def _embedded(text: str) -> str | None:
    position, found = 0, None
    for _ in range(_MOST_ATTEMPTS):
        if not (opening := re.compile(r"[{\[]").search(text, position)):
            break
        try:
            _, position = json.JSONDecoder().raw_decode(text, opening.start())
            found = text[opening.start() : position]
        except (ValueError, RecursionError):
            position = opening.end()
    return found
