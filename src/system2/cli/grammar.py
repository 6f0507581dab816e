"""What can be typed, as a table that a shell's questions are answered from: `python -m system2.cli.grammar`.

To build the commands takes five times as long as a press of Tab may. So the table is made beforehand, of the commands
themselves, and lies beside this file.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import typer

from system2.cli import following
from system2.cli.values import completers_of_settings, setting_values
from system2.render.safe import to_json

FILE = Path(__file__).with_name("grammar.json")
LONGEST_SENTENCE = 1_000

Node = dict[str, Any]
"""A command: what it is `about`, its `commands` by name, its `options` and its `arguments`."""


def grammar() -> Node:
    """The table of `system2`, whose commands have those of the other scripts among them."""
    from system2.cli.umbrella import umbrella

    command: Any = typer.main.get_command(umbrella)
    return _node(command, typer.Context(command, info_name="system2"))


def _node(command: Any, context: Any) -> Node:
    inner = {name: command.get_command(context, name) for name in getattr(command, "commands", ())}
    shown = [each for each in command.get_params(context) if not each.hidden]
    return {
        "about": command.get_short_help_str(LONGEST_SENTENCE),
        "commands": {name: _node(each, typer.Context(each, parent=context)) for name, each in inner.items()},
        "options": [_option(each) for each in shown if each.param_type_name == "option"],
        "arguments": [_values(each) | {"many": each.nargs != 1} for each in shown if each.param_type_name != "option"],
    }


def _option(option: Any) -> Node:
    about = " ".join((option.help or "").split())
    told = {"flags": [*option.opts, *option.secondary_opts], "about": about, "takes": not option.is_flag}
    return told | {"again": option.multiple} | _values(option)


def _values(parameter: Any) -> Node:
    """What the values can be: `words`, what a function of `following` knows, or either by the word before."""
    described = getattr(parameter, "type_descriptor", None)
    follow = described and described.parameter_info.autocompletion
    if follow is setting_values:
        return {"by": {name: _known_by(each) for name, each in completers_of_settings().items()}}
    if follow:
        return _known_by(follow)
    choices = getattr(described and described.annotation, "__members__", {})
    return {"words": [[str(each.value), ""] for each in choices.values()]} if choices else {}


def _known_by(follow: Callable[[str], list[tuple[str, str]]]) -> Node:
    if getattr(following, follow.__name__, None) is follow:
        return {"follow": follow.__name__}
    return {"words": [*map(list, follow(""))]}


def as_text(node: Node) -> str:
    """The table as it lies on disk, with a line for each command and option, so that changes can be read."""
    text = to_json(node)
    return text.replace('{"flags"', '\n{"flags"').replace('{"about"', '\n{"about"').lstrip() + "\n"


if __name__ == "__main__":
    FILE.write_text(as_text(grammar()), encoding="utf-8")
