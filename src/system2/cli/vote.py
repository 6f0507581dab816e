"""`vote`: self-consistency."""

from typing import Annotated

import typer

from system2.cli import options
from system2.cli.answering import answer
from system2.cli.shared import Shared, with_shared_options

DEFAULT_SAMPLES = 15

Samples = Annotated[
    int | None,
    typer.Option(
        "-n",
        "--samples",
        "-e",
        "--effort",
        help="Paths to count, 1 to 100. [default: 15]",
        rich_help_panel=options.PATHS,
    ),
]


@with_shared_options
def vote(context: typer.Context, shared: Shared, samples: Samples = None) -> None:
    """Answer a problem with what most of several paths agree on.

    Samples paths at once, reads the final answer of each, groups equal answers and prints the largest group's.
    """
    settings = shared.settings(effort=samples)
    answer(
        context,
        shared,
        settings,
        strategy="vote",
        effort=settings.effort or DEFAULT_SAMPLES,
        prefer_answer=True,
    )
