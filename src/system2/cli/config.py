"""`system2 config`: what is settled, and by whom; changing it."""

import os
import re
import shlex
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

import typer

from system2.cli import following, options
from system2.cli.apps import App
from system2.cli.output import tell
from system2.cli.taking import Given, OptionsOf, with_options
from system2.cli.upkeep import settle_and_warn
from system2.cli.values import setting_values
from system2.config.change import KEYS, set_value, unknown
from system2.config.change import unset as unset_value
from system2.config.home import config_file, private_folder, private_opener
from system2.config.overview import Row, overview, shown
from system2.config.own_file import read_own_file
from system2.config.settings import Settings
from system2.config.sources import Origin, check_own, check_project
from system2.errors import UsageError
from system2.render.safe import one_line, to_json

app = App()

OF_KEYS = re.compile(r"key|token|secret|password", re.I)
UNSET = "not set"

Key = Annotated[
    str, typer.Argument(metavar="KEY", help="As `system2 config` lists it.", autocompletion=following.config_keys)
]


@app.callback(invoke_without_command=True)
@with_options
def config(context: typer.Context, given: Annotated[Given, OptionsOf(Settings)], json: options.Json = False) -> None:
    """Show every setting and who settled it: a flag, a variable, the project's file, your own file, or nobody.

    With options of a run it shows what such a run would go by.
    """
    if context.invoked_subcommand:
        return
    rows = overview(given, tell=tell)
    if json:
        print(to_json([_as_json(row) for row in rows], indent=2))
        return
    values = {row.key: one_line(UNSET if row.value is None else shown(row.value)) for row in rows}
    keys, widest = max(map(len, values)), max(map(len, values.values()))
    for row in rows:
        print(f"{row.key:<{keys}}  {values[row.key]:<{min(widest, 32)}}  {row.told}")
    tell(f"your own file: {config_file()}")


@app.command("get")
def get(key: Key) -> None:
    """Print one value as it holds now."""
    rows = {row.key: row for row in overview({}, tell=tell)}
    if key not in rows:
        raise UsageError(unknown(key, rows))
    if rows[key].value is None:
        tell(f"{key} is {UNSET}: it is left to the run.")
    else:
        print(shown(rows[key].value))


@app.command("set")
def set_setting(
    key: Key,
    value: Annotated[str, typer.Argument(metavar="VALUE", help="What it is to be.", autocompletion=setting_values)],
) -> None:
    """Set a value in your own file; all else in the file stays as it is, comments too."""
    _refuse_keys(key, value)
    stands = set_value(key, value)
    tell(f"{key} = {shown(stands)}, in {config_file()}")
    row = next((row for row in overview({}, tell=tell) if row.key == key), None)
    if row and row.source.origin not in (Origin.OWN, Origin.DEFAULT):
        tell(f"For now it is {shown(row.value)} all the same, set by {row.told}.")
    if key == "zone":
        settle_and_warn()


@app.command()
def unset(key: Key) -> None:
    """Remove a value from your own file, or a whole alias, preset, endpoint or price."""
    tell(f"{key} is no longer set." if unset_value(key) else f"{key} is not set in {config_file()}.")
    if key == "zone":
        settle_and_warn()


@app.command()
def edit() -> None:
    """Open your own file in the editor that VISUAL or EDITOR names, and see afterwards that all of it makes sense."""
    file = config_file()
    editor = os.environ.get("VISUAL") or os.environ.get("EDITOR") or "vi"
    private_folder(file.parent)
    with open(file, "a", opener=private_opener, encoding="utf-8"):
        pass  # an editor would make it readable by others
    try:
        subprocess.run([*shlex.split(editor), str(file)], check=True)
    except (OSError, ValueError):
        raise UsageError(f"{editor!r} cannot be started: set EDITOR to an editor that is here.") from None
    except subprocess.CalledProcessError as end:
        raise UsageError(f"{editor!r} ended with {end.returncode}.") from None
    check_own(read_own_file())
    tell(f"{file} makes sense.")


@app.command()
def path() -> None:
    """Print where your own file is, there or not."""
    print(config_file())


@app.command()
def trust(
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="Where the project is. [default: here]")] = Path(),
) -> None:
    """Show what a project's `.system2.toml` sets, and obey it from now on, as long as it stays the same."""
    from system2.config.project import NAME, Unusable, find_project_file, read_project_file

    path = find_project_file(folder.absolute())
    if path is None:
        raise UsageError(f"There is no {NAME} in {folder.absolute()}, nor above it within its repository.")
    try:
        project = read_project_file(path)
    except Unusable as reason:
        raise UsageError(f"{path} {reason}, so it cannot be trusted.") from None
    for name, value in check_project(project).items():
        print(f"{name} = {value!r}")
    try:
        project.trust()
    except OSError as error:
        raise UsageError(f"The trust cannot be kept: {error.strerror}: {error.filename}.") from None
    tell(f"{path} is trusted until it changes.")


def _refuse_keys(key: str, value: str) -> None:
    """A key is never written into the config, nor said again. Raises `UsageError`."""
    from system2.model.secrets import has_key

    if has_key(value) or has_key(key) or (key not in KEYS and "." not in key and OF_KEYS.search(key)):
        raise UsageError("That is a key, and no key is kept in the config: `system2 keys set PROVIDER` asks for it.")


def _as_json(row: Row) -> Mapping[str, object]:
    value = row.value if isinstance(row.value, bool | int | float | None) else shown(row.value)
    return {"key": row.key, "value": value, "origin": row.source.origin.value, "preset": row.source.preset or None}
