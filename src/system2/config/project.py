"""A project's own settings, which come with other people's repositories: obeyed only once they are trusted.

A file is trusted by its path and its content, so that one that changes is a stranger again. Trusted or not, it names no
address, no path and no program: what is asked goes where the user's own settings and keys say.
"""

import hashlib
import os
import re
import stat
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from system2.config.home import private_folder, private_opener, trusted_folder
from system2.config.members import members_in, models
from system2.config.system import NO_WAIT, user
from system2.config.toml import parse
from system2.errors import UsageError

NAME = ".system2.toml"
KEYS = ("model", "effort", "strategy", "display")
"""All that such a file may set."""

MOST_BYTES = 65_536

_PART = r"[A-Za-z0-9][A-Za-z0-9_.:@+-]*"
_NAME = re.compile(rf"{_PART}(?:/{_PART})*")
_ELSEWHERE = re.compile(r"(?i)cmd:|local:|(?:.*/)?(?:https?|file):")
"""What no name may begin with, nor, of an address, any part of one."""


class Unusable(Exception):
    """Why a file cannot be obeyed, in words that follow its path."""


@dataclass(frozen=True)
class ProjectFile:
    """What was read of a project's file, once: what is checked is what is obeyed."""

    path: Path
    content: bytes

    @property
    def is_trusted(self) -> bool:
        """Whether this content was trusted at this place."""
        return self._mark.is_file()

    def trust(self) -> None:
        """Obey it from now on, as long as it stays the same. Raises `OSError`."""
        private_folder(trusted_folder())
        with open(self._mark, "wb", opener=private_opener) as file:
            file.write(os.fsencode(self.path))

    def values(self) -> dict[str, Any]:
        """What it sets. Raises `UsageError` where it is no TOML, or sets what it may not."""
        values = parse(self.content, self.path)
        if foreign := sorted(values.keys() - set(KEYS)):
            raise UsageError(f"{self.path} sets {foreign[0]!r}, but a project's file may set only {', '.join(KEYS)}.")
        for key, value in values.items():
            if not all(map(is_plain_name, _names_in(value))):
                raise UsageError(
                    f"{self.path}: {key} is {value!r}, but a project's file names no address, no path and no program."
                )
        return values

    @property
    def _mark(self) -> Path:
        digest = hashlib.sha256(os.fsencode(self.path) + b"\0" + self.content).hexdigest()
        return trusted_folder() / digest


def find_project_file(folder: Path) -> Path | None:
    """The nearest file in this folder or above it, up to the one that holds `.git`; without that, in this one alone."""
    folders = [folder, *folder.parents]
    top = next((number for number, each in enumerate(folders) if os.path.lexists(each / ".git")), 0)
    return next((each / NAME for each in folders[: top + 1] if os.path.lexists(each / NAME)), None)


def read_project_file(path: Path) -> ProjectFile:
    """A project's file as it is now. Raises `Unusable` where it is not this user's, or no small, plain file."""
    try:
        with open(path, "rb", opener=_open_at_once) as file:
            status = os.fstat(file.fileno())
            if status.st_uid != user():
                raise Unusable("belongs to another user")
            if not stat.S_ISREG(status.st_mode):
                raise Unusable("is no file")
            content = file.read(MOST_BYTES + 1)
    except OSError as error:
        raise Unusable(f"cannot be read ({error.strerror})") from None
    if len(content) > MOST_BYTES:
        raise Unusable(f"is larger than {MOST_BYTES // 1024} kB")
    return ProjectFile(path, content)


def project_settings() -> tuple[dict[str, Any], str]:
    """What this folder's project sets, and one line where its file is there and was passed over.

    Raises:
        UsageError: a trusted file sets what it may not, as another version of system2 let it.
    """
    try:
        path = find_project_file(Path.cwd())
    except FileNotFoundError:  # a working folder that was removed
        return {}, ""
    if path is None:
        return {}, ""
    try:
        project = read_project_file(path)
    except Unusable as reason:
        return {}, f"{path} {reason} and was passed over."
    if not project.is_trusted:
        return (
            {},
            f"{path} is not trusted and was passed over: `system2 config trust` shows what it sets and trusts it.",
        )
    return project.values(), ""


def _names_in(value: Any) -> list[str]:
    """The names that a value holds, one or several as a model may be told; what is no text holds none."""
    try:
        return [member.model for member in members_in(models(value))]
    except ValueError:  # a number, or nonsense that whoever reads the setting complains of
        return []


def _open_at_once(path: str, flags: int) -> int:
    """A pipe that nobody writes to is opened, too, and found to be no file."""
    return os.open(path, flags | NO_WAIT)


def is_plain_name(name: str) -> bool:
    """Whether it is a name and no more: no address, path, program or list, and no space that falls away later."""
    return bool(_NAME.fullmatch(name)) and not _ELSEWHERE.match(name)
