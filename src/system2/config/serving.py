"""What `system2 serve` offers, and to whom: the table `[serve]` of the user's own file.

[serve]
models = ["openai/gpt-6-luna", "panel:careful"]   # or "*": every model, by its plain name
hosts = ["box.lan"]                               # names by which it is reached, besides addresses and localhost

[serve.keys]                                      # `system2 serve --new-key laptop` makes one
laptop = "sha256:9f86d0..."
"""

import hashlib
import hmac
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from system2.config.home import config_file
from system2.config.own_file import Check, put, read_own_file
from system2.config.project import is_plain_name
from system2.errors import UsageError

TABLE = "serve"
ALL = "*"
LISTS = ("models", "hosts")
FIELDS = (*LISTS, "keys")

_HASHED = re.compile(r"sha256:[0-9a-f]{64}")
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,63}")


@dataclass(frozen=True)
class Serving:
    """What is offered: `models` by their names, `hosts` it answers to, the hashes of `keys` by their holders."""

    models: tuple[str, ...] = ()
    hosts: tuple[str, ...] = ()
    keys: Mapping[str, str] = field(default_factory=dict)

    def offers(self, model: str) -> bool:
        """Whether it may be asked for: it is listed, or all are and this is a name and no more."""
        return model in self.models or (ALL in self.models and is_plain_name(model))

    def holder(self, key: str) -> str | None:
        """Whose key this is; None where it is nobody's. All are looked at, which takes as long for each."""
        hashed = _hashed(key)
        matching = [name for name, each in self.keys.items() if hmac.compare_digest(each, hashed)]
        return matching[0] if matching else None


def serving() -> Serving:
    """What holds now. Raises `UsageError` where some of it makes no sense."""
    return serving_in(read_own_file(), config_file())


def serving_in(content: Mapping[str, Any], path: Path) -> Serving:
    """What the file at this path says, which holds this. Raises `UsageError`."""
    table = content.get(TABLE, {})
    if not isinstance(table, dict):
        raise UsageError(f"{path}: [{TABLE}] has to be a table.")
    if unknown := sorted(table.keys() - {*FIELDS}):
        raise UsageError(f"{path}: [{TABLE}] sets {unknown[0]!r}, but there are {', '.join(FIELDS)}.")
    models, hosts = (_texts(f"{path}: [{TABLE}] {name}", table.get(name, [])) for name in LISTS)
    return Serving(models, hosts, _keys(f"{path}: [{TABLE}.keys]", table.get("keys", {})))


def new_key(name: str, check: Check) -> str:
    """A key for somebody, whose hash alone is kept, under this name. Raises `UsageError`."""
    if not _NAME.fullmatch(name):
        raise UsageError(f"{name!r} is no name for a key: take letters, digits, dots, dashes and underscores.")
    if name in serving().keys:
        raise UsageError(f"There is a key of {name!r} already: remove its line from {config_file()} first.")
    key = f"s2-{secrets.token_urlsafe(32)}"
    put((TABLE, "keys", name), _hashed(key), check)
    return key


def _hashed(key: str) -> str:
    return f"sha256:{hashlib.sha256(key.encode(errors='surrogatepass')).hexdigest()}"


def _texts(what: str, value: Any) -> tuple[str, ...]:
    given = [value] if isinstance(value, str) else value
    if not isinstance(given, list) or not all(isinstance(each, str) and each.strip() for each in given):
        raise UsageError(f"{what} has to be a list of names.")
    return tuple(given)


def _keys(what: str, table: Any) -> Mapping[str, str]:
    if not isinstance(table, dict):
        raise UsageError(f"{what} has to be a table of hashes.")
    for name, hashed in table.items():
        if not _NAME.fullmatch(name) or not isinstance(hashed, str) or not _HASHED.fullmatch(hashed):
            raise UsageError(f"{what} has to hold sha256:HASH for each name: `system2 serve --new-key NAME` makes one.")
    return table
