"""Keys that were given us to keep: in the keyring where there is one, else in a file that nobody else may read.

They are kept under the variables that would hold them. The file lies apart from the config, which
people show to others.
"""

from collections.abc import Mapping
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from system2.config.home import keys_file, private_folder, read_regular, replace_whole
from system2.config.toml import parse
from system2.errors import UsageError
from system2.model.secrets import guard

if TYPE_CHECKING:
    from keyring.backend import KeyringBackend

SERVICE = "system2"
"""What the keyring calls us."""

TRUSTWORTHY = 1
"""The least priority of a keyring that is safe, by the word of the package `keyring`."""


class Place(StrEnum):
    """Where a key can stand."""

    VARIABLE = "variable"
    KEYRING = "keyring"
    FILE = "file"
    LLM = "llm"


def kept_keys() -> Mapping[str, Place]:
    """The variables whose keys are kept, and where each is. Raises `UsageError`."""
    return {name: Place.FILE if key else Place.KEYRING for name, key in _stored().items()}


def kept_key(variable: str) -> str:
    """The key that is kept for this variable; empty where none is. Raises `UsageError`."""
    keys = _stored()
    if variable not in keys:
        return ""
    return guard(keys[variable] or _of_keyring(variable))


def keep_key(variable: str, key: str) -> Place:
    """Keep this key from now on; where. Raises `UsageError` where it cannot be kept."""
    place = Place.KEYRING if _into_keyring(variable, key) else Place.FILE
    _write({**_stored(), variable: "" if place is Place.KEYRING else key})
    return place


def remove_key(variable: str) -> bool:
    """Keep it no longer; whether it was. Raises `UsageError`."""
    keys = dict(_stored())
    if variable not in keys:
        return False
    if not keys.pop(variable) and (ring := keyring()):
        from keyring.errors import KeyringError, PasswordDeleteError

        try:
            ring.delete_password(SERVICE, variable)
        except PasswordDeleteError:
            pass  # it was removed there already
        except KeyringError as trouble:
            raise UsageError(f"The keyring does not give {variable} up: {trouble}.") from None
    _write(keys)
    return True


def keyring() -> "KeyringBackend | None":
    """The system's keyring, where there is one that can be trusted, and the package that speaks to it."""
    try:
        import keyring as package
    except ImportError:
        return None
    ring = package.get_keyring()
    return ring if ring.priority >= TRUSTWORTHY else None


def _into_keyring(variable: str, key: str) -> bool:
    ring = keyring()
    if ring is None:
        return False
    from keyring.errors import KeyringError

    try:
        ring.set_password(SERVICE, variable, key)
    except KeyringError:  # locked, or out of reach of this terminal
        return False
    return True


def _of_keyring(variable: str) -> str:
    ring = keyring()
    if ring is None:
        raise UsageError(f"The key of {variable} is in the system's keyring, which is out of reach: set {variable}.")
    from keyring.errors import KeyringError

    try:
        return ring.get_password(SERVICE, variable) or ""
    except KeyringError as trouble:
        raise UsageError(f"The keyring does not open for {variable}: {trouble}. Set {variable} instead.") from None


def _stored() -> Mapping[str, str]:
    """The keys by their variables, empty for one that is in the keyring."""
    file = keys_file()
    try:
        return _read(file, file.stat().st_mtime_ns)
    except FileNotFoundError:
        return {}
    except OSError as trouble:
        raise UsageError(f"{file} cannot be read: {trouble.strerror}.") from None


@lru_cache(maxsize=4)
def _read(file: Path, _: int) -> Mapping[str, str]:
    """What the file holds that was changed at this moment."""
    try:
        content: dict[str, Any] = parse(read_regular(file), file)
    except UsageError:  # what TOML says of it would show some of it
        raise UsageError(f"{file} is no TOML: move it away, and give the keys again by `system2 keys set`.") from None
    return {name: guard(key) if key else "" for name, key in content.items() if isinstance(key, str)}


def _write(keys: Mapping[str, str]) -> None:
    import tomli_w

    file = keys_file()
    try:
        if keys:
            private_folder(file.parent)
            replace_whole(file, tomli_w.dumps(dict(keys)).encode())
        else:
            file.unlink(missing_ok=True)
    except OSError as trouble:
        raise UsageError(f"{file} cannot be written: {trouble.strerror}.") from None
