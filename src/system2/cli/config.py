"""`system2 config`: what is settled, and by whom."""

from pathlib import Path
from typing import Annotated

import typer

from system2.cli.apps import App
from system2.cli.output import tell
from system2.errors import UsageError

app = App()


@app.callback()
def config() -> None:
    """Say what a project may settle."""


@app.command()
def trust(
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="Where the project is. [default: here]")] = Path(),
) -> None:
    """Show what a project's `.system2.toml` sets, and obey it from now on, as long as it stays the same."""
    from system2.config.project import NAME, Unusable, find_project_file, read_project_file
    from system2.config.settings import check_project

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
