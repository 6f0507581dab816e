"""Reading JSON that comes from outside: nothing in it can exhaust the stack or the patience of whoever reads it."""

import json
from typing import Any

DEEPEST = 100
"""Levels of lists and objects in one another; replies of models have ten."""

MOST_DIGITS = 18
"""Digits of a whole number that are believed; a longer one reads as the largest number of so many."""


def read_json(text: str) -> tuple[Any, str]:
    """The value that the text begins with, and what comes after it.

    Raises:
        ValueError: it begins with no JSON, or with one that is nested too deeply.
    """
    bare = text.lstrip(" \t\r\n\ufeff")
    try:
        value, end = _DECODER.raw_decode(bare)
    except RecursionError:
        raise ValueError("nested too deeply") from None
    if not _is_shallow(value):
        raise ValueError("nested too deeply")
    return value, bare[end:]


def _whole_number(digits: str) -> int:
    if len(digits.lstrip("-")) <= MOST_DIGITS:
        return int(digits)
    largest: int = 10**MOST_DIGITS
    return -largest if digits.startswith("-") else largest


def _is_shallow(value: Any) -> bool:
    level = [value]
    for _ in range(DEEPEST):
        inner: list[Any] = []
        for each in level:
            if isinstance(each, dict):
                inner.extend(item for item in each.values() if isinstance(item, dict | list))
            elif isinstance(each, list):
                inner.extend(item for item in each if isinstance(item, dict | list))
        if not inner:
            return True
        level = inner
    return False


_DECODER = json.JSONDecoder(parse_int=_whole_number, parse_constant=lambda name: None)
