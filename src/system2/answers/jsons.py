"""JSON by value: order of keys, spaces and the way numbers are written do not matter."""

import json
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from typing import Any, TypeAlias

Canonical: TypeAlias = tuple[str, Any]
_MOST_DIGITS = 400


def json_value(text: str) -> Canonical | None:
    """A hashable form of the JSON value, the same for equal values; None where the text is no JSON."""
    try:
        return _canonical(json.loads(text, parse_float=_exact, parse_int=_exact, parse_constant=_refuse))
    except (ValueError, RecursionError, InvalidOperation):
        return None


def _canonical(value: Any) -> Canonical:
    if isinstance(value, dict):
        return "object", frozenset((key, _canonical(item)) for key, item in value.items())
    if isinstance(value, list):
        return "array", tuple(map(_canonical, value))
    return type(value).__name__, value


def _exact(text: str) -> Fraction:
    number = Decimal(text)
    if abs(number.adjusted()) > _MOST_DIGITS or len(text) > _MOST_DIGITS:
        raise ValueError("the number is too long")
    return Fraction(number)


def _refuse(name: str) -> None:
    raise ValueError(f"{name} is not JSON")
