"""`vote`: self-consistency."""

from dataclasses import dataclass
from typing import Annotated, Any

import typer

from system2.cli import options
from system2.cli.answering import answer
from system2.cli.shared import Single, with_options

Samples = Annotated[
    str | None,
    typer.Option(
        "-n",
        "--samples",
        "-e",
        "--effort",
        metavar="N|auto",
        help="Paths to count, 1 to 100. [default: 15]",
        rich_help_panel=options.PATHS,
    ),
]
Stop = Annotated[
    str | None,
    typer.Option(
        "--stop",
        metavar="predict|beta|window|certain|never",
        help="When the leader is safe enough to stop. [default: predict]",
        rich_help_panel=options.PATHS,
    ),
]
Sure = Annotated[
    float | None,
    typer.Option(
        "--sure",
        metavar="X",
        min=0.5,
        max=1,
        help="How sure of the leader. [default: 0.99 for predict, 0.95 for beta]",
        rich_help_panel=options.PATHS,
    ),
]


@dataclass(frozen=True)
class Voting:
    """The options of a vote: when it may stop."""

    stop: Stop = None
    sure: Sure = None

    @property
    def terms(self) -> dict[str, Any]:
        """What an inquiry says of it."""
        return {"stop": self.stop, "sure": self.sure}


@with_options
def vote(
    context: typer.Context,
    *,
    samples: Samples = None,
    select: options.Select = None,
    voting: Voting,
    shared: Single,
) -> None:
    """Answer a problem with what most of several paths agree on.

    Samples paths, groups equal answers as they land, and stops once the leading answer is safe. With `--select
    weighted` or `verdict` every path is judged too, and none is spared.
    """
    settings = shared.settings(effort=samples, select=select)
    answer(
        context,
        shared,
        settings,
        strategy="vote",
        prefer_answer=True,
        **voting.terms,
    )
