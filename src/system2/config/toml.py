"""Reading TOML that somebody else may have written: whatever is wrong with it is one line."""

import tomllib
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

from system2.errors import UsageError


def parse(content: bytes, path: Path) -> dict[str, Any]:
    """The tables that a file holds; `path` names it in the error. Raises `UsageError`."""
    try:
        return tables(content.decode("utf-8-sig"))
    except ValueError as error:  # no UTF-8, no TOML, or a number of more digits than Python reads
        raise UsageError(f"{path} cannot be read: {error}. Mend it or move it away.") from None


def tables(text: str, number: Callable[[str], Any] = float) -> dict[str, Any]:
    """The tables in a text; `number` reads those with a point. Raises `ValueError`."""
    try:
        return tomllib.loads(text, parse_float=number)
    except RecursionError:
        raise ValueError("its brackets are nested too deeply") from None


def exact(text: str) -> Decimal:
    """A number with a point as it was written. Raises `ValueError`."""
    try:
        return Decimal(text)
    except ArithmeticError:
        raise ValueError(f"{text[:40]} is no number") from None
