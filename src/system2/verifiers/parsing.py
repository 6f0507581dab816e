"""Reading what a verifier wrote, which may be wrapped in prose, in a fence, or not be there at all."""

import json
import math
import re
from typing import Any

LONGEST_REPLY = 100_000
"""Characters of a reply that are searched; a verdict is at neither end of a megabyte."""


def read_object(text: str, keys: set[str]) -> dict[str, Any] | None:
    """The last JSON object in the text that has all these keys: what comes after is what the model settled on."""
    decoder = json.JSONDecoder(parse_constant=lambda name: None)
    found, position = None, 0
    text = text[-LONGEST_REPLY:]
    while (brace := text.find("{", position)) >= 0:
        try:
            value, position = decoder.raw_decode(text, brace)
        except (json.JSONDecodeError, RecursionError):
            position = brace + 1
            continue
        if isinstance(value, dict) and keys <= value.keys():
            found = value
    return found


def probability(value: object) -> float | None:
    """A number from 0 to 1, also where it was written as text or in percent; None for anything else."""
    if isinstance(value, str) and (match := re.fullmatch(r"\s*(\d*\.?\d+)\s*(%?)\s*", value)):
        value = float(match[1]) / (100 if match[2] else 1)
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return float(value) if math.isfinite(value) and 0 <= value <= 1 else None
