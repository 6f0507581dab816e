"""What a GGUF file says of its model: as much of its header as tells how large the cache of a context gets.

The format: https://github.com/ggml-org/ggml/blob/master/docs/gguf.md
"""

import struct
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

MAGIC = b"GGUF"
TEXT, LIST = 8, 9
FORMS = {0: "B", 1: "b", 2: "H", 3: "h", 4: "I", 5: "i", 6: "f", 7: "?", 10: "Q", 11: "q", 12: "d"}
"""How a single value of each type is packed, little-endian."""

MOST_BYTES = 64_000_000
"""Of a header; a vocabulary of half a million words takes 20 MB."""

BYTES_A_VALUE = 2
"""Of the cache, which holds keys and values as halves of floats."""


class NoHeader(ValueError):
    """The file's header cannot be read."""


def cache_bytes(path: Path, context: int) -> int:
    """How large the cache of keys and values for so many tokens is, at most. Raises `NoHeader`, `OSError`."""
    found: dict[str, Any] = {}
    with path.open("rb") as file:
        for key, value in _metadata(file):
            found[key] = value
    name = found.get("general.architecture")

    def figure(key: str, otherwise: int = 0) -> int:
        value = found.get(f"{name}.{key}", otherwise)
        numbers = value if isinstance(value, list) else [value]
        return max((number for number in numbers if isinstance(number, int)), default=otherwise)

    heads = figure("attention.head_count", 1)
    width = figure("embedding_length") // max(heads, 1)
    sides = figure("attention.key_length", width) + figure("attention.value_length", width)
    return figure("block_count") * figure("attention.head_count_kv", heads) * sides * context * BYTES_A_VALUE


def _metadata(file: BinaryIO) -> Iterator[tuple[str, Any]]:
    """Keys and values; of long lists, which hold the vocabulary, nothing but their place is read."""
    if file.read(4) != MAGIC:
        raise NoHeader("it does not begin as one")
    _, _, count = _unpacked(file, "IQQ")
    for _ in range(count):
        key = _text(file)
        (kind,) = _unpacked(file, "I")
        yield key, _value(file, kind)


def _value(file: BinaryIO, kind: int) -> Any:
    if kind == TEXT:
        return _text(file)
    if kind == LIST:
        inner, count = _unpacked(file, "IQ")
        if inner == LIST:
            raise NoHeader("it has lists of lists, which no key has")
        if inner in FORMS and count * struct.calcsize(FORMS[inner]) <= MOST_BYTES:
            return list(_unpacked(file, f"{count}{FORMS[inner]}"))
        return [_value(file, inner) for _ in range(count)]
    if kind not in FORMS:
        raise NoHeader(f"it has a value of kind {kind}")
    return _unpacked(file, FORMS[kind])[0]


def _text(file: BinaryIO) -> str:
    (length,) = _unpacked(file, "Q")
    return _taken(file, length).decode(errors="replace")


def _unpacked(file: BinaryIO, form: str) -> tuple[Any, ...]:
    return struct.unpack(f"<{form}", _taken(file, struct.calcsize(f"<{form}")))


def _taken(file: BinaryIO, length: int) -> bytes:
    if file.tell() + length > MOST_BYTES:
        raise NoHeader("it is too long")
    content = file.read(length)
    if len(content) < length:
        raise NoHeader("it is cut off")
    return content
