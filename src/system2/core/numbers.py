"""Numbers that came from outside, read within bounds: no file and no provider can name one that breaks a sum."""

from decimal import Decimal, InvalidOperation
from typing import Any

MOST_DIGITS = 12
"""Digits before the point: nobody has seen a trillion dollars, or tokens."""

MOST_DIGITS_OF_SUMS = 24

MOST_DECIMALS = 30
"""Digits behind the point: the price of a single token has about ten."""


def bounded_decimal(value: Any, most_digits: int = MOST_DIGITS) -> Decimal:
    """The number that a text or a number is, exactly.

    Raises:
        ValueError: it is none, or has more than so many digits before the point or 30 behind it.
    """
    longest = most_digits + MOST_DECIMALS
    if isinstance(value, int):
        bounded_whole(value, most_digits)
    elif not isinstance(value, str | float | Decimal) or (isinstance(value, str) and len(value) > 2 * longest):
        raise ValueError("no number")
    try:
        number = Decimal(str(value) if isinstance(value, float) else value)
    except InvalidOperation:
        raise ValueError("no number") from None
    _, digits, exponent = number.as_tuple()
    if not isinstance(exponent, int):
        raise ValueError("not finite")
    if number.adjusted() >= most_digits or exponent < -MOST_DECIMALS or len(digits) > longest:
        raise ValueError("out of bounds")
    return number


def bounded_whole(value: Any, most_digits: int = MOST_DIGITS) -> int:
    """A whole number of at most so many digits, its sign apart. Raises `ValueError` where it is none."""
    if isinstance(value, bool) or not isinstance(value, int) or abs(value) >= 10**most_digits:
        raise ValueError(f"no whole number of at most {most_digits} digits")
    return value


def shortened(value: object, most: int = 40) -> str:
    """A value as a person may be shown it, however long it is."""
    try:
        text = repr(value)
    except (ValueError, RecursionError):  # Python writes no number of more than 4,300 digits
        return f"a {type(value).__name__} of absurd size"
    return text if len(text) <= most else f"{text[:most]}…"
