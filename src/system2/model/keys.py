"""Where keys come from: the provider's own variable, what is kept, the user's `key_command`, Simon Willison's `llm`."""

import json
import os
import shlex
import subprocess
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from system2.config.own_names import own_names
from system2.config.sources import personal
from system2.errors import KeyRejectedError
from system2.model.key_store import Place, kept_key, kept_keys
from system2.model.providers import Provider, provider_named, providers
from system2.model.secrets import guard

PATIENCE = 60.0
"""Seconds in which the user's program has to print a key: he may have to touch something."""


@dataclass(frozen=True)
class Holder:
    """Whom a key is for: its name, and the variables that may hold it, the first of which it is kept under."""

    name: str
    variables: tuple[str, ...]


@dataclass(frozen=True)
class Standing:
    """Where a key stands: under which name in which place."""

    name: str
    place: Place

    @property
    def told(self) -> str:
        """That it does, as half a sentence."""
        match self.place:
            case Place.VARIABLE:
                return f"{self.name} is set"
            case Place.LLM:
                return f"`llm` keeps a key of {self.name}"
            case _:
                return f"a key is kept for {self.name}"


class Keys:
    """The keys of a run, each looked for once. `tell` hears of one that another program keeps."""

    def __init__(self, tell: Callable[[str], object]) -> None:
        self._tell = tell
        self._found: dict[Holder, str] = {}

    def of(self, provider: str) -> str:
        """The key of a provider, by LiteLLM's name of it; empty where there is none, or a variable holds it."""
        known = provider_named(provider)
        if known is None or any(os.environ.get(name) for name in known.keys):
            return ""
        return self._looked_for(Holder(known.name, known.keys))

    def named(self, variable: str) -> str:
        """The key that this variable holds, or would hold; empty where there is none."""
        return os.environ.get(variable, "") or self._looked_for(Holder("", (variable,)))

    def _looked_for(self, holder: Holder) -> str:
        if holder not in self._found:
            self._found[holder] = self._fetched(holder)
        return self._found[holder]

    def _fetched(self, holder: Holder) -> str:
        for variable in holder.variables:
            if key := kept_key(variable) or _commanded(variable):
                return key
        if name := _name_at_llm(holder.name):
            self._tell(f"the key of {holder.name} is the one that `llm` keeps in {llm_file()}")
            return guard(_llm_keys()[name])
        return ""


def holders() -> Iterator[Holder]:
    """Everybody whom a key can be for: providers and the user's own endpoints."""
    yield from (Holder(provider.name, provider.keys) for provider in providers())
    for endpoint in own_names().endpoints.values():
        if endpoint.key_env:
            yield Holder(endpoint.name, (endpoint.key_env,))


def usable_key(provider: Provider) -> Standing | None:
    """Where a provider's key stands; None where there is none, or something is missing besides."""
    if not all(os.environ.get(name) for name in provider.needs):
        return None
    return standing(Holder(provider.name, provider.keys))


def standing(holder: Holder) -> Standing | None:
    """Where a key stands that is nowhere fetched for this; None where there is none. Raises `UsageError`."""
    kept = kept_keys()
    for variable in holder.variables:
        if os.environ.get(variable):
            return Standing(variable, Place.VARIABLE)
    for variable in holder.variables:
        if variable in kept:
            return Standing(variable, kept[variable])
    name = _name_at_llm(holder.name)
    return Standing(name, Place.LLM) if name else None


def given_key(variable: str) -> str:
    """The key that this variable holds, or that is kept for it; empty where there is none."""
    return os.environ.get(variable, "") or kept_key(variable)


def llm_file() -> Path:
    """Where `llm` keeps keys."""
    import platformdirs

    folder = os.environ.get("LLM_USER_PATH")
    return Path(folder or platformdirs.user_config_path("io.datasette.llm", appauthor=False)) / "keys.json"


def _name_at_llm(provider: str) -> str:
    """What `llm` calls a provider whose key it keeps; empty where it keeps none."""
    names = {provider, provider.removesuffix("_ai"), provider.removesuffix("_chat")} - {""}
    return next((name for name in sorted(names) if name in _llm_keys()), "")


def _llm_keys() -> Mapping[str, str]:
    try:
        keys = json.loads(llm_file().read_bytes())
    except (OSError, ValueError, RecursionError):
        return {}
    return {name: key for name, key in keys.items() if isinstance(key, str) and key} if isinstance(keys, dict) else {}


def _commanded(variable: str) -> str:
    """What the user's own program prints for this variable; empty where there is no such program, or no such key."""
    command = personal().key_command
    if not command:
        return ""
    arguments = [each.replace("{name}", variable) for each in shlex.split(command)]
    try:
        ended = subprocess.run(
            arguments, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, timeout=PATIENCE, check=False, text=True
        )
    except (OSError, ValueError, subprocess.TimeoutExpired) as trouble:
        raise KeyRejectedError(f"key_command cannot be used: {_reason(trouble)}") from None
    return guard(ended.stdout.strip()) if ended.returncode == 0 and ended.stdout.strip() else ""


def _reason(trouble: Exception) -> str:
    if isinstance(trouble, OSError):
        return f"{trouble.filename}: {trouble.strerror}."
    return f"it took longer than {PATIENCE:.0f} s." if isinstance(trouble, subprocess.TimeoutExpired) else f"{trouble}."
