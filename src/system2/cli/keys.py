"""`system2 keys`: the keys of providers and of your own endpoints, kept, listed and removed, and never shown."""

import sys
from contextlib import suppress
from importlib.util import find_spec
from typing import Annotated

import typer

from system2.cli import following, options
from system2.cli.apps import App
from system2.cli.output import tell
from system2.config.home import keys_file
from system2.config.sources import personal
from system2.config.suggest import did_you_mean
from system2.errors import UsageError
from system2.model.key_store import Place, keep_key, remove_key
from system2.model.keys import Holder, Standing, holders, llm_file, standing
from system2.render.safe import to_json

app = App()

Name = Annotated[
    str,
    typer.Argument(
        metavar="PROVIDER",
        help="openai, anthropic, ...; an endpoint of yours; or the variable that would hold the key.",
        autocompletion=following.key_holders,
    ),
]


@app.callback()
def keys() -> None:
    """Keep the keys of providers, apart from all that is shown; a provider's own variable always wins."""


@app.command("set")
def set_key(provider: Name, more: Annotated[list[str] | None, typer.Argument(hidden=True)] = None) -> None:
    """Ask for a key at the terminal, or read it from the pipe, and keep it.

    It goes into the system's keyring where there is one that can be reached, else into a file that you alone may read.
    """
    if more:
        raise UsageError(
            "A key is no argument, where your shell's history and every `ps` would show it: "
            "type the same without it, and it is asked for."
        )
    holder = _holder(provider)
    variable = holder.variables[0]
    place = keep_key(variable, _read_key(holder))
    tell(f"The key of {holder.name} is kept {_whereabouts(place)}, and used where {variable} is not set.")
    if find_spec("keyring") is None:
        from system2.config.installed import adding

        tell(f"Where the system has a keyring, it is used after {adding('keyring')}")


@app.command("list")
def list_keys(json: options.Json = False) -> None:
    """List whose keys there are and where each stands; no key is shown."""
    found = [(holder, stands) for holder in holders() if (stands := standing(holder))]
    if json:
        rows = [{"name": each.name, "place": at.place.value, "as": at.name} for each, at in found]
        print(to_json({"keys": rows, "key_command": bool(personal().key_command)}, indent=2))
        return
    width = max((len(holder.name) for holder, _ in found), default=0)
    for holder, stands in found:
        print(f"{holder.name:<{width}}  {_told(stands)}")
    if personal().key_command:
        tell("key_command in your config is asked for every other.")
    elif not found:
        tell("There is no key yet: `system2 keys set openai` asks for one.")


@app.command("remove")
def remove(provider: Name) -> None:
    """Keep a key no longer. One that a variable or another program holds is theirs to remove."""
    holder = _holder(provider)
    if [variable for variable in holder.variables if remove_key(variable)]:
        tell(f"The key of {holder.name} is removed.")
        return
    stands = standing(holder)
    tell(f"No key of {holder.name} is kept" + (f"; {_told(stands)}." if stands else "."))


def _holder(name: str) -> Holder:
    """Whom a name or a variable means. Raises `UsageError`, which never repeats what could be a key."""
    found = {holder.name: holder for holder in holders()}
    of_variable = (Holder(each.name, (name,)) for each in found.values() if name in each.variables)
    if holder := found.get(name) or next(of_variable, None):
        return holder
    raise UsageError(
        f"There is no provider, endpoint or variable of this name: "
        f"`system2 models` tells who serves models.{did_you_mean(name, found)}"
    )


def _read_key(holder: Holder) -> str:
    """The key, typed without being seen or from the pipe. Raises `UsageError` where it is none."""
    key = ""
    if sys.stdin is not None and sys.stdin.isatty():
        from getpass import getpass

        with suppress(EOFError):
            key = getpass(f"Key of {holder.name} ({holder.variables[0]}), not shown: ").strip()
    elif sys.stdin is not None:
        with suppress(UnicodeDecodeError):
            key = sys.stdin.read().strip()
    if not key or not key.isprintable() or " " in key:
        raise UsageError("A key is one word: pipe it in alone, or type it where it is asked for.")
    return key


def _whereabouts(place: Place) -> str:
    return "in the system's keyring" if place is Place.KEYRING else f"in {keys_file()}"


def _told(stands: Standing) -> str:
    match stands.place:
        case Place.VARIABLE:
            return f"{stands.name} in the environment"
        case Place.LLM:
            return f"{stands.name} in {llm_file()}, which is `llm`'s"
        case place:
            return f"{stands.name} {_whereabouts(place)}"
