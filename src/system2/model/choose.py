"""Which model answers when the user names none, and which of those that are asked is switched off soon."""

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from system2.config.home import learnt_file
from system2.config.zones import now
from system2.model.facts import facts_of
from system2.model.kept import keep, read_kept
from system2.model.keys import usable_key
from system2.model.own_servers import OWN_SERVERS, first_model
from system2.model.providers import provider_named, providers

SOON = timedelta(days=60)
"""A model that is switched off within this is named once a day, with what takes its place."""


@dataclass(frozen=True)
class ModelChoice:
    """A model's name, and why it is this one, in words that follow "because"; empty where the user named it."""

    name: str
    why: str = ""


def choose_model(named: str | None) -> ModelChoice:
    """The model that was named, else a small one of the first provider whose key is set.

    Without any key it is the first one of a server of the user's own whose address is set, else the embedded one.
    """
    if named:
        return ModelChoice(named)
    if by_key := _chosen_by_key():
        return by_key
    silent = ""
    for server in OWN_SERVERS:
        if address := os.environ.get(server.variable):
            if model := first_model(server, address):
                return ModelChoice(model, f"{server.variable} is set and no model is named")
            silent = silent or f"{server.variable} is set, but no model is to be had there"
    return _embedded(silent)


def chosen_without_asking(named: str | None) -> ModelChoice:
    """The same without a word to the user's own servers, whose first model has no name then."""
    if choice := ModelChoice(named) if named else _chosen_by_key():
        return choice
    for server in OWN_SERVERS:
        if os.environ.get(server.variable):
            return ModelChoice(f"{server.prefix}/...", f"{server.variable} is set: its first model, once it is asked")
    return _embedded()


def _chosen_by_key() -> ModelChoice | None:
    day = today()
    for provider in providers():
        if (key := usable_key(provider)) and (model := provider.small_model(day)):
            return ModelChoice(model, f"{key.told} and no model is named")
    return None


def _embedded(silent: str = "") -> ModelChoice:
    why = silent or "no model is named and no provider's key is set"
    return ModelChoice("local", f"{why}; it is a very small one")


def today() -> date:
    """The day that it is here."""
    return now().date()


def endings(models: Iterable[str]) -> Iterator[str]:
    """One line for each of these models that is switched off soon, or was, and of which nothing was said today."""
    file = learnt_file("ending")
    day = today()
    for model in dict.fromkeys(models):
        until = facts_of(model).until
        if until is None or until - day > SOON:
            continue
        entry = {"told": day.isoformat()}
        if read_kept(file).get(model, {}).get("told") != entry["told"]:
            keep(file, {model: entry})
            yield f"{model} {'is' if until > day else 'was'} switched off on {until}{_instead_of(model, day)}"


def _instead_of(model: str, day: date) -> str:
    prefix = model.partition("/")[0] if "/" in model else ""
    if successor := facts_of(model).successor:
        named = successor if "/" in successor or not prefix else f"{prefix}/{successor}"
        return f": {named} takes its place"
    provider = provider_named(prefix)
    other = provider.small_model(day) if provider else ""
    return f": {other} is what system2 takes of its provider" if other and other != model else ""
