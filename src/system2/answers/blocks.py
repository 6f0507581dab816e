"""Code and JSON that stand in a text."""

import json
import re

from system2.answers.code import parses
from system2.answers.jsons import json_value

_FENCE = r"(?ms)^[ \t]*```[^\n`]*\n(.*?)(?:^[ \t]*```|\Z)"
_OPENING = r"[{\[]"
_MOST_ATTEMPTS = 50


def fenced(text: str) -> list[str]:
    """The contents of the fenced blocks that are not empty."""
    return [match[1].strip("\n") for match in re.finditer(_FENCE, text) if match[1].strip()]


def code_block(text: str, *, required: bool) -> str | None:
    """The last fenced block; where there is none and code is required, the text itself if it is Python."""
    if blocks := fenced(text):
        return blocks[-1]
    return text if required and parses(text) else None


def json_block(text: str) -> str | None:
    """The last JSON object or array: in a fenced block, the whole text, or somewhere in it."""
    for block in [*reversed(fenced(text)), text]:
        value = json_value(block)
        if value and value[0] in {"object", "array"}:
            return block.strip()
    return _embedded(text)


def _embedded(text: str) -> str | None:
    decoder = json.JSONDecoder()
    position, found = 0, None
    for _ in range(_MOST_ATTEMPTS):
        opening = re.compile(_OPENING).search(text, position)
        if not opening:
            break
        try:
            _, position = decoder.raw_decode(text, opening.start())
            found = text[opening.start() : position]
        except (ValueError, RecursionError):
            position = opening.end()
    return found
