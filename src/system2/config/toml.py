"""Reading TOML that somebody else may have written: whatever is wrong with it is one line."""

import tomllib
from pathlib import Path
from typing import Any

from system2.errors import UsageError


def parse(content: bytes, path: Path) -> dict[str, Any]:
    """The tables that a file holds; `path` names it in the error. Raises `UsageError`."""
    try:
        return tomllib.loads(content.decode())
    except RecursionError:
        reason = "its brackets are nested too deeply"
    except ValueError as error:  # no UTF-8, no TOML, or a number of more digits than Python reads
        reason = str(error)
    raise UsageError(f"{path} cannot be read: {reason}. Mend it or move it away.")
