"""`think`: the main job."""

from dataclasses import dataclass
from typing import Annotated

import typer

from system2.cli import options
from system2.cli.answering import answer
from system2.cli.shared import Single, with_options
from system2.config.settings import USUAL_STRATEGY

Effort = Annotated[
    str | None,
    typer.Option(
        "-e",
        "--effort",
        "-n",
        "--samples",
        metavar="N|auto",
        help="Paths to try, 1 to 100, or as many as `system2 bench` found worth it. [default: 5]",
        rich_help_panel=options.PATHS,
    ),
]
Strategy = Annotated[
    str | None,
    typer.Option(
        "--strategy",
        metavar="NAME[+NAME]",
        help="How to reason; `system2 strategies` lists them, `auto` chooses. [default: best-of-n]",
        rich_help_panel=options.PATHS,
    ),
]
Rounds = Annotated[
    int,
    typer.Option(
        "--rounds", metavar="N", min=1, max=20, help="Revisions of a draft, at the most.", rich_help_panel=options.PATHS
    ),
]
GoodEnough = Annotated[
    float | None,
    typer.Option(
        "--good-enough",
        metavar="X",
        min=0,
        max=1,
        help="Stop at the first verdict this good.",
        rich_help_panel=options.PATHS,
    ),
]


@dataclass(frozen=True)
class Thinking:
    """The options of strategies that draft, and of those that may stop early."""

    rounds: Rounds = 2
    good_enough: GoodEnough = None


@with_options
def think(
    context: typer.Context,
    *,
    effort: Effort = None,
    strategy: Strategy = None,
    select: options.Select = None,
    thinking: Thinking,
    shared: Single,
) -> None:
    """Answer a problem from several paths, each verified, and print the best.

    Samples EFFORT paths at once, has each judged the moment it lands, and weighs answers and verdicts together.
    Other strategies reason otherwise.
    """
    settings = shared.settings(effort=effort, strategy=strategy, select=select)
    answer(
        context,
        shared,
        settings,
        strategy=known(settings.strategy or USUAL_STRATEGY),
        good_enough=thinking.good_enough,
        rounds=thinking.rounds,
    )


def known(name: str) -> str:
    """The name of a strategy that there is. Raises `UsageError` for any other."""
    from system2.strategies.catalogue import strategy_named

    return strategy_named(name).name
