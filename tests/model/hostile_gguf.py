"""A model's file with another chat template than its own."""

import struct
from pathlib import Path

from system2.model import gguf

ALIGNMENT = 32
KEY = b"tokenizer.chat_template"


def with_template(source: Path, target: Path, template: str) -> Path:
    """Write the model anew, with this template; what follows the header keeps its alignment."""
    content = source.read_bytes()
    place = content.index(struct.pack("<Q", len(KEY)) + KEY) + 8 + len(KEY) + 4
    (length,) = struct.unpack_from("<Q", content, place)
    end = _header_end(source)
    new = template.encode()
    header = content[:place] + struct.pack("<Q", len(new)) + new + content[place + 8 + length : end]
    target.write_bytes(header + bytes(-len(header) % ALIGNMENT) + content[end + -end % ALIGNMENT :])
    return target


def _header_end(source: Path) -> int:
    """Where the descriptions of the tensors end."""
    with source.open("rb") as file:
        list(gguf._metadata(file))
        after = file.tell()
        file.seek(8)
        (tensors,) = struct.unpack("<Q", file.read(8))
        file.seek(after)
        for _ in range(tensors):
            gguf._text(file)
            (dimensions,) = struct.unpack("<I", file.read(4))
            file.seek(8 * dimensions + 12, 1)
        return file.tell()
