"""A temporary folder that goes away again, whatever a program did to it."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

OWNER_ONLY = 0o700


@contextmanager
def temporary_folder() -> Iterator[Path]:
    """A new empty folder that its owner alone can enter, removed at the end."""
    folder = Path(tempfile.mkdtemp(prefix="system2-")).resolve()
    try:
        yield folder
    finally:
        remove_tree(folder)


def remove_tree(folder: Path) -> None:
    """Remove the folder with all that is in it, nested however deeply and locked by whatever mode.

    Folders within folders are first moved to the top, so that no path grows long and no recursion deep. What cannot
    be removed stays: there is nobody to tell.
    """
    moved = 0
    pending = [folder.name]
    with suppress(OSError):
        top = os.open(folder.parent, os.O_RDONLY | os.O_DIRECTORY)
        try:
            while pending:
                name = pending.pop()
                for inner in _empty(top, name):
                    moved += 1
                    place = f"{folder.name}.{moved}"
                    with suppress(OSError):
                        os.rename(f"{name}/{inner}", place, src_dir_fd=top, dst_dir_fd=top)
                        pending.append(place)
                with suppress(OSError):
                    os.rmdir(name, dir_fd=top)
        finally:
            os.close(top)


def _empty(top: int, name: str) -> list[str]:
    """Remove the files of one folder; the names of the folders in it."""
    folders: list[str] = []
    with suppress(OSError):
        os.chmod(name, OWNER_ONLY, dir_fd=top)
        here = os.open(name, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW, dir_fd=top)
        try:
            with os.scandir(here) as entries:
                found = list(entries)
            for entry in found:
                with suppress(OSError):
                    if entry.is_dir(follow_symlinks=False):
                        os.chmod(entry.name, OWNER_ONLY, dir_fd=here)  # moving a folder writes the link to its parent
                        folders.append(entry.name)
                    else:
                        os.unlink(entry.name, dir_fd=here)
        finally:
            os.close(here)
    return folders
