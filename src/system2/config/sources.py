"""Who settled what: flags win over the environment, over the project's file, over the user's own file."""

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from system2.config.home import config_file
from system2.config.members import PROGRAM, members_in, models, width
from system2.config.options import options, read_value
from system2.config.own_file import read_own_file
from system2.config.own_names import PANEL, PRESET, OwnNames, names_in, own_names
from system2.config.project import NAME, ProjectFile, project_settings
from system2.config.serving import serving_in
from system2.config.settings import DEPTHS, MODELS, ONE_MODEL, TABLES, Personal, Settings
from system2.config.suggest import no_such
from system2.errors import UsageError


class Origin(StrEnum):
    """The kinds of places where a value can stand."""

    FLAG = "flag"
    VARIABLE = "variable"
    PROJECT = "project file"
    OWN = "own file"
    DEFAULT = "default"


@dataclass(frozen=True)
class Layer:
    """The values of one place; `place` names it in an error's line, and is empty for flags, which name themselves."""

    origin: Origin
    place: str
    values: Mapping[str, Any]


@dataclass(frozen=True)
class Source:
    """Where a value stands, and the name of the preset there that brings it along; empty where it stands by itself."""

    origin: Origin
    preset: str = ""


@dataclass(frozen=True)
class Settled:
    """The settings that hold, and who set each of those that are not as they come."""

    settings: Settings
    sources: Mapping[str, Source]


def load_settings(
    flags: Mapping[str, Any], *, tell: Callable[[str], object], environment: Mapping[str, str] | None = None
) -> Settings:
    """The settings that hold for this command; a flag that is None was not given. Raises `UsageError`.

    `tell` hears in one line of a project's file that is there and is not obeyed.
    """
    return settled(flags, tell=tell, environment=environment).settings


def settled(
    flags: Mapping[str, Any], *, tell: Callable[[str], object], environment: Mapping[str, str] | None = None
) -> Settled:
    """The same, with the source of each."""
    environment = os.environ if environment is None else environment
    own = read_own_file()
    project, passed_over = project_settings()
    if passed_over:
        tell(passed_over)
    layers = (
        Layer(Origin.OWN, str(config_file()), own),
        Layer(Origin.PROJECT, NAME, project),
        Layer(Origin.VARIABLE, "the environment", _from_environment(environment)),
        Layer(Origin.FLAG, "", {name: value for name, value in flags.items() if value is not None}),
    )
    return _together(layers, own_names(), _prompts(own))


def personal() -> Personal:
    """What users settle for themselves, whatever the run. Raises `UsageError`."""
    return _personal(read_own_file())


def check_own(content: Mapping[str, Any]) -> None:
    """See that all of what is to stand in the user's own file makes sense. Raises `UsageError`."""
    names = names_in(content, config_file())
    _together([Layer(Origin.OWN, str(config_file()), content)], names, _prompts(content))
    _personal(content)
    serving_in(content, config_file())
    for name, values in names.presets.items():
        _together([Layer(Origin.OWN, f"{config_file()}: [presets.{name}]", values)], names, {})


def check_project(project: ProjectFile) -> dict[str, Any]:
    """What a project's file sets, if it may and all of it makes sense. Raises `UsageError`."""
    values = project.values()
    _together([Layer(Origin.PROJECT, str(project.path), values)], own_names(), {})
    return values


def leads_to_program(model: str) -> bool:
    """Whether a program is behind a model's name: an alias, or a preset or a panel with one in any role.

    Raises:
        UsageError: there is no such preset or panel.
    """
    names = own_names()
    values, _ = _unfolded({"model": model}, names)
    told = (_as_text(values[name]) for name in MODELS if name in values)
    return any(_names_program(names.meant(each)) for each in told if isinstance(each, str))


def variable(name: str) -> str:
    """The variable that sets this."""
    return f"SYSTEM2_{name.upper()}"


def _from_environment(environment: Mapping[str, str]) -> dict[str, str]:
    names = {variable(name): name for name in options(Settings)}
    return {names[each]: environment[each] for each in names if environment.get(each)}


def _together(layers: Sequence[Layer], names: OwnNames, prompts: Mapping[str, str]) -> Settled:
    """The settings of these layers, each on top of those before."""
    settings, sources = Settings(prompts=prompts), dict[str, Source]()
    for layer in layers:
        values, presets = _unfolded(layer.values, names)
        changes = _changes(values, layer.place, names)
        if layer.origin is Origin.PROJECT:
            _check_no_program(changes, layer.place)
        if "effort" not in changes and _says_how_many(changes):
            changes["effort"] = None
        settings = replace(settings, **changes)
        sources |= {name: Source(layer.origin, presets.get(name, "")) for name in changes}
    return Settled(settings, sources)


def _changes(values: Mapping[str, Any], place: str, names: OwnNames) -> dict[str, Any]:
    """What these values mean; `place` is where they stand. Raises `UsageError`."""
    changes, told, own = {}, options(Settings), options(Personal)
    for name, value in values.items():
        if (name in TABLES and isinstance(value, dict)) or name in own:
            continue
        if name not in told:
            raise UsageError(f"{place}: {no_such('setting', name, (*told, *own))}")
        changes[name] = read_value(name, told[name], value, source=f"{place}: {name}" if place else "")
    meant = {name: names.meant(changes[name]) for name in MODELS if changes.get(name)}
    for name in ONE_MODEL & meant.keys():
        if len(members_in(meant[name])) > 1:
            raise UsageError(f"{name} is {meant[name]!r}, but one model plays that role: name one.")
    return changes | meant


def _says_how_many(changes: Mapping[str, Any]) -> bool:
    """Whether the models of this place each say how many paths they write: then no effort from below holds."""
    return any(width(members_in(changes.get(name))) is not None for name in ("model", "generator") if changes.get(name))


def _check_no_program(changes: Mapping[str, Any], place: str) -> None:
    """Raises `UsageError` where a program is named, by whatever name, by other people's files."""
    for name in MODELS:
        if _names_program(changes.get(name)):
            raise UsageError(f"{place}: {name} is a program, and a project's file may name none.")


def _names_program(told: str | None) -> bool:
    return any(member.model.startswith(PROGRAM) for member in members_in(told))


def _unfolded(values: Mapping[str, Any], names: OwnNames) -> tuple[Mapping[str, Any], Mapping[str, str]]:
    """The values, with those of the presets that they name below them; and the preset of each of these.

    Where a model's name is wanted, a preset stands for the model that it names for the same; in the place of the model
    that plays all roles it is the whole preset.
    """
    unfolded = {name: _as_text(value) if name in MODELS else value for name, value in values.items()}
    below: dict[str, Any] = {}
    presets: dict[str, str] = {}
    for name in ("preset", *MODELS):
        value = unfolded.get(name)
        if not isinstance(value, str) or not (name == "preset" or value.startswith(PRESET)):
            continue
        called = value.removeprefix(PRESET)
        preset = _preset(called, names)
        if name in ("preset", "model"):
            below |= preset
            presets |= dict.fromkeys(preset, called)
            if name == "model":
                del unfolded[name]
        elif model := preset.get(name) or preset.get("model"):
            unfolded[name] = model
        else:
            raise UsageError(f"The preset {called!r} names no model, so it cannot be a {name}.")
    if unfolded.keys() & DEPTHS:
        below = {name: value for name, value in below.items() if name not in DEPTHS}
    together = below | unfolded
    brought = {name: called for name, called in presets.items() if name not in unfolded}
    return _others_of_panels(together, names) | together, brought


def _as_text(value: Any) -> Any:
    """Several models as the one text that they are; what makes no sense is left for who complains of it."""
    try:
        return models(value)
    except ValueError:
        return value


def _others_of_panels(values: Mapping[str, Any], names: OwnNames) -> dict[str, str]:
    """Who plays the other roles for the panels that are named for all."""
    named = values.get("model")
    members = members_in(named) if isinstance(named, str) else ()
    panels = [names.panel(member.model) for member in members if member.model.startswith(PANEL)]
    return {name: value for panel in reversed(panels) for name, value in panel.items() if name != "models"}


def _preset(name: str, names: OwnNames) -> Mapping[str, Any]:
    if name not in names.presets:
        raise UsageError(no_such("preset", name, names.presets))
    return names.presets[name]


def _personal(content: Mapping[str, Any]) -> Personal:
    told = options(Personal)
    given = {name: content[name] for name in told if name in content}
    return Personal(
        **{
            name: read_value(name, told[name], value, source=f"{config_file()}: {name}")
            for name, value in given.items()
        }
    )


def _prompts(content: Mapping[str, Any]) -> dict[str, str]:
    table = content.get("prompts", {})
    if not isinstance(table, dict) or not all(isinstance(text, str) for text in table.values()):
        raise UsageError(f"{config_file()}: [prompts] has to hold texts, each under the name of a prompt.")
    return dict(table)
