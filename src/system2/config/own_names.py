"""The user's own names for models, from `config.toml` alone: endpoints, aliases, presets and panels.

[endpoints.lab]                    # -m lab/NAME
base_url = "http://10.0.0.7:8000/v1"
key_env = "LAB_KEY"                # the variable that holds its key, where it wants one
api = "openai"                     # the only one that is spoken
server = "vllm"                    # or sglang, llama.cpp: what serves it, where that is known

[aliases]
fast = "openai/gpt-6-luna"         # -m fast

[presets.careful]                  # --preset careful, or preset:careful for a model's name
effort = 9
verifier = "lab/judge"

[panels.careful]                   # -m panel:careful
models = ["openai/x=2", "lab/y"]
verifier = "lab/judge"
aggregator = "openai/x"
"""

import functools
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any
from urllib.parse import urlsplit

from system2.config.home import config_file
from system2.config.members import members_in, models, renamed
from system2.config.model_table import provider_names
from system2.config.suggest import no_such
from system2.config.toml import parse
from system2.errors import UsageError

PRESET = "preset:"
"""What stands before a preset's name where a model's is wanted."""

PANEL = "panel:"
"""What stands before a panel's name where a model's is wanted."""

ENDPOINT_FIELDS = ("base_url", "key_env", "api", "server")

SERVERS = ("vllm", "sglang", "llama.cpp")
"""What may serve an endpoint, of which it matters: these go on with a text of the assistant's own."""
PANEL_FIELDS = ("models", "verifier", "aggregator")

RESERVED = frozenset({"think", "vote", "tree", "auto", "local", "cmd", "panel"})

NAME = re.compile(r"[a-z0-9][a-z0-9._-]*")
VARIABLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")

NO_PANELS = "There is no panel {0!r}. Put one into your config.toml: [panels.{0}], models = [...]."

OURS: Mapping[str, Mapping[str, Any]] = MappingProxyType(
    {
        "quick": {"effort": 1, "reasoning_effort": "none"},
        "cheap": {"effort": 3, "priority": "low"},
        "careful": {"effort": 9, "priority": "high"},
    }
)
"""The presets that come with us; one of the user's own takes the place of ours of the same name."""


@dataclass(frozen=True)
class Endpoint:
    """A server of the user's own that speaks OpenAI's language, under a name that stands before those of its models."""

    name: str
    base_url: str
    key_env: str = ""
    server: str = ""


@dataclass(frozen=True)
class OwnNames:
    """All names that the user gave."""

    endpoints: Mapping[str, Endpoint] = field(default_factory=dict)
    aliases: Mapping[str, str] = field(default_factory=dict)
    presets: Mapping[str, Mapping[str, Any]] = field(default_factory=lambda: OURS)
    panels: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def meant(self, names: str) -> str:
        """The models that are meant by one name or several, those of a panel in its place. Raises `UsageError`."""
        if any(member.paths and member.model.startswith(PANEL) for member in members_in(names)):
            raise UsageError("A panel says itself how many paths its models write: leave out the number behind it.")
        spread = renamed(names, lambda name: self.panel(name)["models"] if name.startswith(PANEL) else name)
        return renamed(spread, lambda name: self.aliases.get(name, name))

    def panel(self, name: str) -> Mapping[str, str]:
        """What `panel:NAME` stands for: its models, and a verifier and an aggregator where it has them."""
        called = name.removeprefix(PANEL)
        if not called:
            raise UsageError(
                f"{PANEL} needs the name of a panel behind it: {', '.join(self.panels) or 'there is none'}."
            )
        if called not in self.panels:
            raise UsageError(no_such("panel", called, self.panels) if self.panels else NO_PANELS.format(called))
        return self.panels[called]


def own_names() -> OwnNames:
    """The names that hold now. Raises `UsageError` where one is refused, or makes no sense."""
    path = config_file()
    try:
        changed = path.stat().st_mtime_ns
    except OSError:  # none, or one that cannot be read: whoever reads the settings tells of it
        return OwnNames()
    return _read(path, changed)


def endpoint_of(model: str) -> Endpoint | None:
    """The endpoint that serves a model; none where a provider does."""
    prefix, slash, _ = model.partition("/")
    return own_names().endpoints.get(prefix) if slash else None


@functools.lru_cache(maxsize=8)
def _read(path: Path, _: int) -> OwnNames:
    """What stands in the file, which was changed at this moment."""
    return names_in(parse(path.read_bytes(), path), path)


def names_in(content: Mapping[str, Any], path: Path) -> OwnNames:
    """The names that the file at this path gives, which holds this. Raises `UsageError`."""
    endpoints, aliases, presets, panels = (
        _table(content, name, path) for name in ("endpoints", "aliases", "presets", "panels")
    )
    for kind, table in (("endpoint", endpoints), ("alias", aliases), ("panel", panels)):
        for name in table:
            _check_name(f"{path}: {kind} {name!r}", name)
    for name, model in aliases.items():
        if not isinstance(model, str) or not model.strip():
            raise UsageError(f"{path}: alias {name!r} has to be a model's name.")
    for name, values in presets.items():
        if not isinstance(values, dict) or "preset" in values:
            raise UsageError(f"{path}: preset {name!r} has to hold settings, and no other preset.")
    return OwnNames(
        {name: _endpoint(f"{path}: endpoint {name!r}", name, fields) for name, fields in endpoints.items()},
        aliases,
        {**OURS, **presets},
        {name: _panel(f"{path}: panel {name!r}", fields) for name, fields in panels.items()},
    )


def _table(content: Mapping[str, Any], name: str, path: Path) -> dict[str, Any]:
    table = content.get(name, {})
    if not isinstance(table, dict):
        raise UsageError(f"{path}: [{name}] has to be a table.")
    return table


def _check_name(what: str, name: str) -> None:
    if not NAME.fullmatch(name):
        raise UsageError(f"{what} has to be made of small letters, digits, dots, dashes and underscores.")
    if name in RESERVED or name in provider_names():
        owner = "is a word of system2's own" if name in RESERVED else "is a provider's name"
        raise UsageError(f"{what} {owner}: give it another.")


def _endpoint(what: str, name: str, fields: Any) -> Endpoint:
    if not isinstance(fields, dict):
        raise UsageError(f"{what} has to be a table with a base_url.")
    if unknown := sorted(fields.keys() - {*ENDPOINT_FIELDS}):
        raise UsageError(f"{what} sets {unknown[0]!r}, but there are {', '.join(ENDPOINT_FIELDS)}.")
    base_url, key_env, api = fields.get("base_url", ""), fields.get("key_env", ""), fields.get("api", "openai")
    if api != "openai":
        raise UsageError(f'{what}: api is {api!r}, but "openai" is the only one.')
    if not isinstance(base_url, str) or not _is_address(base_url):
        raise UsageError(f"{what}: base_url has to be an address without a password, such as http://10.0.0.7:8000/v1.")
    if not isinstance(key_env, str) or (key_env and not VARIABLE.fullmatch(key_env)):
        raise UsageError(f"{what}: key_env has to be the name of the variable that holds the key.")
    if (server := fields.get("server", "")) and server not in SERVERS:
        raise UsageError(f"{what}: server is {server!r}, but it has to be one of {', '.join(SERVERS)}.")
    return Endpoint(name, base_url.rstrip("/"), key_env, server)


def _panel(what: str, fields: Any) -> dict[str, str]:
    if not isinstance(fields, dict) or "models" not in fields:
        raise UsageError(f"{what} has to be a table with models.")
    if unknown := sorted(fields.keys() - {*PANEL_FIELDS}):
        raise UsageError(f"{what} sets {unknown[0]!r}, but there are models, verifier and aggregator.")
    try:
        told = {name: models(value) for name, value in fields.items()}
    except ValueError:
        raise UsageError(f"{what} has to hold names of models.") from None
    if any(member.model.startswith((PANEL, PRESET)) for named in told.values() for member in members_in(named)):
        raise UsageError(f"{what} names another panel or a preset, but it has to name models.")
    return told


def _is_address(text: str) -> bool:
    try:
        address = urlsplit(text)
        is_whole = address.scheme in ("http", "https") and bool(address.hostname) and address.port != 0
        return is_whole and not (address.username or address.password)
    except ValueError:  # half an IPv6 address, or a port that cannot be
        return False
