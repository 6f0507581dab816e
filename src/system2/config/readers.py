"""Readers: each takes what the user said, as text or as a value, and returns what it means."""

import re
import shlex
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, timedelta, timezone, tzinfo
from decimal import Decimal
from typing import Any

from system2.core.numbers import bounded_decimal

Reader = Callable[[Any], Any]
"""Raises `ValueError` in words that follow "it has to be", or `UsageError` in a sentence of its own."""

OFFSET = re.compile(r"([+-])([01]\d):([0-5]\d)")
"""How far a zone without a name is from UTC."""

SMALL = 100
"""Bounds up to this are told in help: a person could run into them."""


@dataclass(frozen=True)
class Whole:
    """Whole numbers from `least` to `most`."""

    least: int
    most: int

    def __call__(self, value: Any) -> int:
        """The number. Raises `ValueError`."""
        try:
            number = int(value) if isinstance(value, str) else value
        except ValueError:
            number = None
        if isinstance(number, bool) or not isinstance(number, int) or not self.least <= number <= self.most:
            raise ValueError(f"a whole number from {self.least} to {self.most}")
        return number


@dataclass(frozen=True)
class Number:
    """Numbers from `least` to `most`."""

    least: float
    most: float

    def __call__(self, value: Any) -> float:
        """The number. Raises `ValueError`."""
        try:
            number = float(value)
        except (TypeError, ValueError):
            number = float("nan")
        if isinstance(value, bool) or not self.least <= number <= self.most:
            raise ValueError(f"a number from {self.least:g} to {self.most:g}")
        return number


@dataclass(frozen=True)
class OneOf:
    """One of a few words."""

    words: tuple[str, ...]

    def __call__(self, value: Any) -> str:
        """The word. Raises `ValueError`."""
        if value not in self.words:
            raise ValueError(f"one of {', '.join(self.words)}")
        return str(value)


def bounds(read: Reader) -> str:
    """What help says of the numbers that are taken; nothing where nobody could run into a bound."""
    if isinstance(read, Whole | Number) and read.most <= SMALL:
        return f"{read.least:g}<=x<={read.most:g}"
    return ""


def dollars(value: Any) -> Decimal:
    """A sum of money. Raises `ValueError`."""
    try:
        amount = bounded_decimal(value)
    except ValueError:
        amount = Decimal(-1)
    if amount < 0:
        raise ValueError("a sum in dollars, such as 0.50")
    return amount


def truth(value: Any) -> bool:
    """Yes or no. Raises `ValueError`."""
    found = {"true": True, "1": True, "false": False, "0": False}.get(str(value).lower())
    if found is None:
        raise ValueError("one of true, false")
    return found


def text(value: Any) -> str:
    """A text; an empty one, as of a variable that is not set, must not pass for nothing said. Raises `ValueError`."""
    if not isinstance(value, str) or not value.strip(" ,"):
        raise ValueError("a text that is not empty")
    return value


def command(value: Any) -> str:
    """A program with its arguments, quoted as for a shell. Raises `ValueError`."""
    try:
        shlex.split(text(value))
    except ValueError:
        raise ValueError("a program with its arguments, each quote of which is closed") from None
    return str(value)


def names(value: Any) -> tuple[str, ...]:
    """Names with commas between them, or a sequence of them. Raises `ValueError`."""
    return tuple(name.strip() for name in text(value).split(",") if name.strip()) if isinstance(value, str) else value


def zone_named(name: str) -> tzinfo:
    """The zone of a name such as Europe/Berlin, UTC or +05:30. Raises `ValueError`."""
    if name == "UTC":
        return UTC
    if match := OFFSET.fullmatch(name):
        offset = timedelta(hours=int(match[2]), minutes=int(match[3]))
        return timezone(-offset if match[1] == "-" else offset)
    from zoneinfo import ZoneInfo

    try:
        return ZoneInfo(name)
    except (ValueError, OSError, LookupError):
        raise ValueError("a time zone such as Europe/Berlin or UTC") from None


def zone(value: Any) -> str:
    """The name of a time zone. Raises `ValueError`."""
    zone_named(text(value))
    return str(value)
