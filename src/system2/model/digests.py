"""What a file holds, told by its SHA-256; worked out once for each state of the file."""

import hashlib
import json
import os
from pathlib import Path

from system2.config.home import models_folder, private_folder, private_opener

NAME = "digests.json"


def sha256(path: Path) -> str:
    """The SHA-256 of a file, in hexadecimal. Size and time of change stand for its content once it is known."""
    state = path.stat()
    key = f"{path.resolve()} {state.st_size} {state.st_mtime_ns}"
    known = _known()
    if key not in known:
        with path.open("rb") as file:
            known[key] = hashlib.file_digest(file, "sha256").hexdigest()
        _remember(known)
    return known[key]


def _known() -> dict[str, str]:
    """What was worked out before; a list that cannot be read is worked out anew."""
    try:
        known = json.loads((models_folder() / NAME).read_text())
    except (OSError, ValueError):
        return {}
    return known if isinstance(known, dict) else {}


def _remember(known: dict[str, str]) -> None:
    """Write the list whole or not at all; of two writers the later wins, which costs the other one more reading."""
    folder = private_folder(models_folder())
    draft = folder / f"{NAME}.{os.getpid()}"
    with open(draft, "w", opener=private_opener) as file:
        json.dump(known, file)
    draft.replace(folder / NAME)
