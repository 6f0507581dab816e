"""How a command takes options: a parameter for each that is told at a field of a record."""

import inspect
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, fields, is_dataclass, replace
from functools import wraps
from types import MappingProxyType
from typing import Annotated, Any, TypeAlias, get_args, get_origin

import typer

from system2.cli.values import completer
from system2.config.options import Option, options, read_value
from system2.config.readers import bounds

Given: TypeAlias = dict[str, Any]
"""What was typed for the options of a record, by the names of its fields; None was not."""

Words: TypeAlias = Mapping[str, Mapping[str, Any]]
"""What a command says otherwise of some options, by their names."""


@dataclass(frozen=True)
class OptionsOf:
    """Annotates a parameter of a command that takes the options of a record, all of them or `only` those of some names.

    The command leaves out those `without` which it gets along, and tells some in `words` of its own.
    """

    record: type
    only: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    words: Words = field(default_factory=lambda: MappingProxyType({}))

    def __iter__(self) -> Iterator[tuple[str, object, Option]]:
        """The name, the default and what is told of each option."""
        told = options(self.record)
        for each in fields(self.record):
            if each.name in (self.only or told) and each.name not in self.without:
                yield each.name, each.default, replace(told[each.name], **self.words.get(each.name, {}))

    def parameters(self) -> Iterator[inspect.Parameter]:
        """One for each flag that has a value of its own, and one for each switch."""
        for name, default, told in self:
            for switch, (_, text) in told.switches.items():
                yield _parameter(
                    _name(switch), bool, False, typer.Option(switch, help=text, rich_help_panel=told.panel)
                )
            if told.flags:
                text = f"{told.help}{_limits(default, told)}"
                shown = typer.Option(
                    *told.flags,
                    metavar=told.metavar,
                    help=text,
                    rich_help_panel=told.panel,
                    autocompletion=completer(name, told),
                )
                yield _parameter(name, list[str] | None if told.repeats else str | None, None, shown)

    def gather(self, typed: Mapping[str, Any]) -> Given:
        """What was typed, of all that was typed for the command.

        Raises:
            UsageError: what was typed for an option that the command calls otherwise makes no sense.
        """
        given = {}
        for name, _, told in self:
            if name in self.words and typed.get(name) is not None:
                read_value(name, told, typed[name])
            pulled = [value for switch, (value, _) in told.switches.items() if typed[_name(switch)]]
            said = typed.get(name) if told.flags else None  # a switch may bear the option's name
            given[name] = pulled[-1] if pulled else None if said == [] else said
        return given


def with_options(command: Callable[..., None]) -> Callable[..., None]:
    """The command with a parameter for each option that it takes; it receives what was given as it asks for it.

    Besides its own parameters it may have some that are annotated by `OptionsOf`, and records with such fields. Typer
    reads options off a function's signature, so the signature is put together here.
    """
    asked = inspect.signature(command, eval_str=True).parameters

    @wraps(command)
    def run(**typed: Any) -> None:
        command(**{name: _gathered(parameter, typed) for name, parameter in asked.items()})

    parameters = [
        each.replace(kind=inspect.Parameter.KEYWORD_ONLY) for parameter in asked.values() for each in _spread(parameter)
    ]
    run.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    run.__annotations__ = {parameter.name: parameter.annotation for parameter in parameters}
    return run


def _spread(parameter: inspect.Parameter) -> Iterator[inspect.Parameter]:
    """What Typer sees of a parameter."""
    if record := _options_of(parameter):
        yield from record.parameters()
    elif inside := _inside(parameter):
        for each in inside.values():
            yield from _spread(each)
    else:
        yield parameter


def _gathered(parameter: inspect.Parameter, typed: Mapping[str, Any]) -> Any:
    """What the command receives for a parameter."""
    if record := _options_of(parameter):
        return record.gather(typed)
    if inside := _inside(parameter):
        return parameter.annotation(**{name: _gathered(each, typed) for name, each in inside.items()})
    return typed[parameter.name]


def _inside(parameter: inspect.Parameter) -> Mapping[str, inspect.Parameter]:
    """The fields of a record that a command asks for; none where it asks for something else."""
    kind = parameter.annotation
    return inspect.signature(kind, eval_str=True).parameters if isinstance(kind, type) and is_dataclass(kind) else {}


def _options_of(parameter: inspect.Parameter) -> OptionsOf | None:
    annotation = parameter.annotation
    said = get_args(annotation)[1:] if get_origin(annotation) is Annotated else ()
    return next((each for each in said if isinstance(each, OptionsOf)), None)


def _parameter(name: str, kind: Any, default: object, shown: Any) -> inspect.Parameter:
    return inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=default, annotation=Annotated[kind, shown])


def _name(switch: str) -> str:
    return switch.lstrip("-").replace("-", "_")


def _limits(default: object, told: Option) -> str:
    """What help says of the default, if there is one, and of bounds."""
    shown = f"{default:g}" if isinstance(default, float) else str(default or "")
    limits = "; ".join(filter(None, (shown and f"default: {shown}", bounds(told.read))))
    return f"  [{limits}]" if limits else ""
