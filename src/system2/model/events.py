"""From the bytes of a stream to the JSON values in it, as a tolerant reader takes them.

Server-sent events (HTML Living Standard, 9.2) as they are and as they come: names, numbers, waits and comments between
them, no empty line after them, JSON on bare lines, or one whole reply where events were asked for.
"""

import codecs
import re
from collections.abc import AsyncIterator
from typing import Any

from system2.core.json_reader import read_json

DONE = "[DONE]"
"""How OpenAI ends a stream; it stands for itself among the values."""

_LINE_END = re.compile(r"\r\n|\n|\r(?!\Z)")


async def values(pieces: AsyncIterator[bytes]) -> AsyncIterator[Any]:
    """Each value, or `DONE`, as soon as it is there. What is no JSON is passed over."""
    waiting: list[str] = []
    is_bare = False
    async for line in _lines(pieces):
        field, _, rest = line.partition(":")
        if not waiting and line.lstrip("\ufeff \t").startswith(("{", "[")):
            is_bare = True
        if is_bare:
            waiting.append(line)
        elif field == "data":
            waiting.append(rest.removeprefix(" "))
        elif line:
            continue
        if len(waiting) == 1 or (waiting and not line and not is_bare):
            found = list_values(waiting[0] if len(waiting) == 1 else "\n".join(waiting))
            if found or not line:
                waiting, is_bare = [], False
            for value in found:
                yield value
    for value in list_values("\n".join(waiting)):
        yield value


def list_values(text: str) -> list[Any]:
    """The values that a text begins with, one after another, with or without the names of events' fields."""
    found: list[Any] = []
    while text := text.strip().removeprefix("data:").lstrip():
        if text.startswith(DONE):
            found.append(DONE)
            text = text.removeprefix(DONE)
            continue
        try:
            value, text = read_json(text)
        except ValueError:
            break
        found.append(value)
    return found


async def _lines(pieces: AsyncIterator[bytes]) -> AsyncIterator[str]:
    """The lines without their ends; one that is cut in two is put together."""
    decoder = codecs.getincrementaldecoder("utf-8")("replace")
    parts: list[str] = []
    async for piece in pieces:
        parts.append(decoder.decode(piece))
        if "\n" in parts[-1] or "\r" in parts[-1] or (len(parts) > 1 and parts[-2].endswith("\r")):
            *ended, rest = _LINE_END.split("".join(parts))
            parts = [rest]
            for line in ended:
                yield line
    yield "".join(parts).rstrip("\r")
