"""`think`: the main job."""

from typing import Annotated

import typer

from system2.cli import options
from system2.cli.answering import answer
from system2.cli.shared import Shared, with_shared_options

DEFAULT_EFFORT = 5

Effort = Annotated[
    int | None,
    typer.Option(
        "-e", "--effort", "-n", "--samples", help="Paths to try, 1 to 100. [default: 5]", rich_help_panel=options.PATHS
    ),
]
GoodEnough = Annotated[
    float | None,
    typer.Option(
        "--good-enough", min=0, max=1, help="Stop at the first verdict this good.", rich_help_panel=options.PATHS
    ),
]
ThinkingTokens = Annotated[
    int | None,
    typer.Option(
        "--thinking-tokens", metavar="TOKENS", help="How long each path may think first.", rich_help_panel=options.MODEL
    ),
]


@with_shared_options
def think(
    context: typer.Context,
    shared: Shared,
    effort: Effort = None,
    select: options.Select = None,
    good_enough: GoodEnough = None,
    thinking_tokens: ThinkingTokens = None,
) -> None:
    """Answer a problem from several paths, each verified, and print the best.

    Samples EFFORT paths at once, has each judged the moment it lands, and weighs answers and verdicts together.
    """
    settings = shared.settings(effort=effort, select=select, thinking_tokens=thinking_tokens)
    answer(
        context,
        shared,
        settings,
        strategy="best-of-n",
        effort=settings.effort or DEFAULT_EFFORT,
        good_enough=good_enough,
    )
