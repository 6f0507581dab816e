"""`system2 tree`: search over reasoning steps."""

from typing import Annotated

import typer

from system2.cli.answering import answer
from system2.cli.apps import front
from system2.cli.following import searches
from system2.cli.shared import Single
from system2.cli.taking import Given, OptionsOf, with_options
from system2.config.approach import Approach, Shape
from system2.config.options import SEARCH, read
from system2.config.settings import Settings

Kind = Annotated[
    str,
    typer.Option(
        "--search",
        metavar="bfs|dfs|beam|lookahead|dvts|mcts|best-first|particles|ab-mcts",
        help="Way to search.",
        rich_help_panel=SEARCH,
        autocompletion=searches,
    ),
]

EFFORT = {
    "flags": ("--branches", "-e", "--effort"),
    "panel": SEARCH,
    "help": "Next steps for each state, 1 to 100. [default: 3]",
}
GOOD_ENOUGH = {"panel": SEARCH, "help": "Stop at the first finished path this good. [default: 0.9]"}


@front(
    (
        "--search",
        "--branches",
        "--depth",
        "--beam",
        "--model",
        "--check",
        "--good-enough",
        "--max-cost",
        "--dry-run",
        "--json",
    ),
    'system2 tree "Make 24 of 4 5 6 10." --depth 3',
    'system2 tree "What is 6*7?" --search mcts --branches 4',
    "system2 tree \"Make 24 of 4 5 6 10.\" --check 'grep -q 24'",
)
@with_options
def tree(
    context: typer.Context,
    *,
    settled: Annotated[Given, OptionsOf(Settings, without=("strategy", "select", "ladder"), words={"effort": EFFORT})],
    approach: Annotated[Given, OptionsOf(Approach, only=("good_enough",), words={"good_enough": GOOD_ENOUGH})],
    search: Kind = "bfs",
    shape: Annotated[Given, OptionsOf(Shape)],
    shared: Single,
) -> None:
    """Answer a problem by a search over reasoning steps.

    Proposes next steps, values where they lead, goes on from the best, and has every finished path judged.
    """
    from system2.strategies.catalogue import search_named

    settings, strategy = shared.settings(settled), search_named(search).name
    answer(context, shared, settings, strategy, read(Approach, approach, shape=read(Shape, shape)))
