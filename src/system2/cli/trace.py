"""`system2 trace`: one run, opened so that a person can see why."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from system2.cli import following
from system2.cli.output import console, tell
from system2.errors import UsageError
from system2.render.safe import clean
from system2.store.runs import open_trace


def trace(
    run: Annotated[
        str,
        typer.Argument(metavar="RUN", help="The run; the latest one if none is named.", autocompletion=following.runs),
    ] = "",
    html: Annotated[
        str, typer.Option("--html", metavar="FILE", help="Write one self-contained page; `-` is standard output.")
    ] = "",
    markdown: Annotated[bool, typer.Option("--markdown", help="Print Markdown, for a pull request.")] = False,
) -> None:
    """Show a run: its paths, scores, votes and tree, what it cost, and why this answer."""
    if html and markdown:
        raise UsageError("One form at a time: `--html FILE` or `--markdown`.")
    found = open_trace(run)
    if html:
        from system2.render.page import page

        _write(page(found), html)
    elif markdown:
        from system2.render.markdown import markdown as as_markdown

        _write(as_markdown(found), "-")
    else:
        from system2.render.trace import show_trace

        show_trace(found, console())


def _write(text: str, place: str) -> None:
    """Write UTF-8, whatever the console speaks."""
    content = clean(text).encode(errors="replace")
    if place == "-":
        sys.stdout.buffer.write(content)
        return
    try:
        Path(place).write_bytes(content)
    except OSError as trouble:
        raise UsageError(f"{place} cannot be written: {trouble.strerror}.") from trouble
    tell(f"Written to {place}.")
