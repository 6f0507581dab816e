"""The sums of each day on disk, so that a report need not read the day's rows.

A roll-up is true for the state of the day's file that it names, size and time; whoever adds a row writes it anew. It
can be lost or left behind at any moment: the rows stay the truth.
"""

import json
import os
from pathlib import Path
from typing import Any, NamedTuple

from system2.config.home import private_folder, private_opener, read_regular
from system2.spend.sums import DaySums

FORMAT = 2


class FileState(NamedTuple):
    """What changes whenever a file does."""

    size: int
    """Bytes."""
    modified: int
    """Nanoseconds since 1970."""


EMPTY = FileState(0, 0)
"""The state of a file that is not there."""


def state_of(file: Path | str) -> FileState:
    """The state that the file is in now."""
    try:
        return state_in(os.stat(file))  # noqa: PTH116 - a third of the time of `Path.stat`, asked for each call
    except FileNotFoundError:
        return EMPTY


def state_in(status: os.stat_result) -> FileState:
    """The state that a `stat` tells of."""
    return FileState(status.st_size, status.st_mtime_ns)


def load(day_file: Path, state: FileState) -> DaySums | None:
    """The sums of the day's file in this state, None where there is no roll-up of it."""
    try:
        value: Any = json.loads(read_regular(_file_for(day_file)))
        if value["format"] == FORMAT and tuple(value["state"]) == state:
            return DaySums.from_json(value["sums"])
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        pass  # not there, or not as we wrote it, so it tells nothing
    return None


def save(day_file: Path, state: FileState, sums: DaySums) -> None:
    """Keep the sums of the day's file in this state. The caller holds the lock."""
    value = {"format": FORMAT, "state": state, "sums": sums.to_json()}
    file = _file_for(day_file)
    unfinished = file.with_suffix(".new")
    private_folder(file.parent)
    unfinished.unlink(missing_ok=True)
    with open(unfinished, "xb", opener=private_opener) as handle:
        handle.write(json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode())
    # Some file systems write a file out at once when it replaces another, which takes as long as an fsync.
    file.unlink(missing_ok=True)
    unfinished.rename(file)


def _file_for(day_file: Path) -> Path:
    return day_file.parent / "rollups" / f"{day_file.stem}.json"
