"""`system2 help`: pages on special subjects, which ship with the package as Markdown."""

import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from system2.config.suggest import no_such
from system2.errors import UsageError

FOLDER = Path(__file__).parents[1] / "help"
"""One page a topic; its first line is a heading that tells what it is about."""

COLUMN = 12


def topics() -> dict[str, str]:
    """What there are pages about, by name, and in one line each."""
    return {page.stem: _heading(page) for page in sorted(FOLDER.glob("*.md"))}


def _heading(page: Path) -> str:
    with page.open(encoding="utf-8") as text:
        return text.readline().removeprefix("#").strip()


def _completed(incomplete: str) -> list[tuple[str, str]]:
    return [(topic, about) for topic, about in topics().items() if topic.startswith(incomplete)]


def show_help(
    context: typer.Context,
    topic: Annotated[
        str, typer.Argument(metavar="TOPIC", autocompletion=_completed, help="What to read about, or a command.")
    ] = "",
) -> None:
    """Show the help of a command or a page on a special subject; without one named, list the pages."""
    umbrella: Any = context.find_root().command
    if not topic:
        for name, about in topics().items():
            print(f"{name:<{COLUMN}} {about}")
    elif topic in topics():
        _show((FOLDER / f"{topic}.md").read_text(encoding="utf-8"))
    elif command := umbrella.get_command(context, topic):
        print(command.get_help(typer.Context(command, info_name=topic, parent=context.find_root())))
    else:
        raise UsageError(no_such("page on", topic, topics()))


def _show(page: str) -> None:
    """Drawn at a terminal, as it is written elsewhere."""
    if not sys.stdout.isatty():
        print(page, end="")
        return
    from rich.markdown import Markdown

    from system2.cli.output import console

    console().print(Markdown(page))
