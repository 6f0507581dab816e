"""`system2 man`: the manual page of a script, in the language of man(7), made of what its help is made of."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

import typer

from system2.cli.completion import SCRIPTS
from system2.cli.help import FOLDER
from system2.config.suggest import no_such
from system2.errors import UsageError

SECTION = 1


def _completed(incomplete: str) -> list[str]:
    return [script for script in SCRIPTS if script.startswith(incomplete)]


def man(
    context: typer.Context,
    script: Annotated[
        str, typer.Argument(metavar="SCRIPT", autocompletion=_completed, help="system2, think, vote, budget or cost.")
    ] = "system2",
) -> None:
    """Print the manual page of a script: `system2 man think | man -l -`."""
    if script not in SCRIPTS:
        raise UsageError(no_such("script", script, SCRIPTS))
    print("\n".join(page(script, context.find_root().command)))


def page(script: str, umbrella: Any) -> Iterator[str]:
    """The lines of a page; `umbrella` is the command that holds all others."""
    from importlib.metadata import version  # which takes a while, and no other command needs it

    root = typer.Context(umbrella, info_name="system2")
    command = umbrella if script == "system2" else umbrella.get_command(root, script)
    about = _first_sentence(command)
    yield f'.TH {script.upper()} {SECTION} "" "system2 {version("system2")}" "User Commands"'
    yield f".SH NAME\n{script} \\- {_plain(about[0].lower() + about[1:])}"
    yield from _command(command, typer.Context(command, info_name=script), heading=".SH", title="")
    yield ".SH EXIT STATUS"
    for code, meaning in exit_codes():
        yield f".TP\n{code}\n{_plain(meaning)}"
    others = ", ".join(f"{other}({SECTION})" for other in SCRIPTS if other != script)
    yield f".SH SEE ALSO\n{others}; {_plain('`system2 help` lists pages on special subjects.')}"


def _command(command: Any, context: Any, *, heading: str, title: str) -> Iterator[str]:
    """What a command does and takes, under `heading` in man's language, and what its own commands do and take."""
    usage = " ".join(command.collect_usage_pieces(context))
    synopsis = f".B {_plain(context.command_path)}\n{_plain(usage)}"
    yield f"{heading} {title.upper()}\n{synopsis}" if title else f".SH SYNOPSIS\n{synopsis}\n.SH DESCRIPTION"
    yield from (f".PP\n{_plain(' '.join(each.split()))}" for each in (command.help or "").split("\n\n"))
    for parameter in command.get_params(context):
        if record := parameter.get_help_record(context):
            name = parameter.metavar if parameter.param_type_name == "argument" else record[0]
            yield f".TP\n.B {_plain(name)}\n{_plain(record[1])}"
    for name in command.list_commands(context) if hasattr(command, "list_commands") else ():
        inner = command.get_command(context, name)
        path = f"{title} {name}".strip()
        yield from _command(inner, typer.Context(inner, info_name=name, parent=context), heading=".SH", title=path)


def exit_codes() -> list[tuple[str, str]]:
    """What each exit code means, as the page about them tells it."""
    text = Path(FOLDER, "exit-codes.md").read_text(encoding="utf-8")
    return re.findall(r"^\| (\d+) \| (.+?) \|$", text, re.MULTILINE)


def _first_sentence(command: Any) -> str:
    return str(command.help).partition("\n\n")[0].replace("\n", " ").rstrip(".")


def _plain(text: str) -> str:
    """A text in which man finds nothing to obey: no backslash, and no dot or quote at the head of a line."""
    line = text.replace("\\", r"\e").replace("-", r"\-")
    return rf"\&{line}" if line.startswith((".", "'")) else line
