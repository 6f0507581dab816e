"""The user's own settings file: read, and edited in such a way that all else in it stays, comments too."""

import tomllib
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from system2.config.home import config_file, private_folder, replace_whole
from system2.config.toml import parse
from system2.errors import UsageError

Check = Callable[[Mapping[str, Any]], object]
"""Told what the file is to hold; raises `UsageError` where it must not."""


def read_own_file() -> dict[str, Any]:
    """The file as it is, empty where there is none. Raises `UsageError`."""
    return parse(_content(), config_file())


def put(place: Sequence[str], value: Any, check: Check) -> None:
    """Set what stands at this place, table after table down to the key. Raises `UsageError`."""
    _edit(lambda content: _put(content, place, value), check)


def drop(place: Sequence[str], check: Check) -> None:
    """Remove what stands at this place. Raises `UsageError`."""
    _edit(lambda content: _drop(content, place), check)


def _edit(change: Callable[[Any], None], check: Check) -> None:
    """Change the file, where the change leaves all else in it as it was."""
    import tomlkit

    before = read_own_file()  # a file that cannot be read is not written over
    text = _content().decode("utf-8-sig")
    wanted = tomllib.loads(text)
    change(wanted)
    check(wanted)
    try:
        document = tomlkit.parse(text)
        change(document)
        edited = tomlkit.dumps(document).rstrip("\n") + "\n"
        if _filled(tomllib.loads(edited)) != _filled(wanted):  # among dotted keys the editor mixes up tables
            raise ValueError("other settings would have changed")
    except (ValueError, TypeError, AttributeError):
        raise UsageError(
            f"{config_file()} is written in a form that cannot be added to: write it with `system2 config edit`."
        ) from None
    if wanted != before:
        _write(edited)


def _put(content: Any, place: Sequence[str], value: Any) -> None:
    """The same for what `tomllib` reads and for what the editor holds, each a mapping of mappings."""
    import tomlkit

    *tables, key = place
    is_document = type(content) is not dict
    for name in tables:
        if name not in content:
            content[name] = tomlkit.table(is_super_table=len(tables) > 1 and name == tables[0]) if is_document else {}
        content = content[name]
    content[key] = value if is_document else tomlkit.item(value).unwrap()


def _drop(content: Any, place: Sequence[str]) -> None:
    *tables, key = place
    for name in tables:
        content = content[name]
    del content[key]


def _filled(content: dict[str, Any]) -> dict[str, Any]:
    """The same without empty tables, of which the editor keeps some and drops some."""
    inner = {name: _filled(value) if isinstance(value, dict) else value for name, value in content.items()}
    return {name: value for name, value in inner.items() if value != {}}


def _content() -> bytes:
    path = config_file()
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return b""
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror}. Mend it or move it away.") from None


def _write(text: str) -> None:
    file = config_file().resolve()
    try:
        private_folder(file.parent)
        replace_whole(file, text.encode())
    except OSError as trouble:
        raise UsageError(f"{file} cannot be written: {trouble.strerror}.") from None
