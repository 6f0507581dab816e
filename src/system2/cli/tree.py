"""`system2 tree`: search over reasoning steps."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any

import typer

from system2.cli.answering import answer
from system2.cli.shared import Single, with_options

if TYPE_CHECKING:
    from system2.strategies.thoughts import Shape

SEARCH = "Search"

Kind = Annotated[
    str,
    typer.Option("--search", metavar="bfs|dfs|beam|lookahead|dvts|mcts", help="Way to search.", rich_help_panel=SEARCH),
]
Branches = Annotated[
    str | None,
    typer.Option(
        "--branches",
        "-e",
        "--effort",
        metavar="N|auto",
        help="Next steps for each state, 1 to 100. [default: 3]",
        rich_help_panel=SEARCH,
    ),
]
Depth = Annotated[
    int, typer.Option("--depth", metavar="N", min=1, max=100, help="Steps at the most.", rich_help_panel=SEARCH)
]
Beam = Annotated[
    int, typer.Option("--beam", metavar="N", min=1, max=100, help="States kept of a level.", rich_help_panel=SEARCH)
]
Lookahead = Annotated[
    int, typer.Option("--lookahead", metavar="N", min=1, max=100, help="Steps of a rollout.", rich_help_panel=SEARCH)
]
GoodEnough = Annotated[
    float | None,
    typer.Option(
        "--good-enough",
        metavar="X",
        min=0,
        max=1,
        help="Stop at the first finished path this good. [default: 0.9]",
        rich_help_panel=SEARCH,
    ),
]
Propose = Annotated[
    str,
    typer.Option(
        "--propose",
        metavar="list|sample",
        help="All next steps in one reply, or one in each of several.",
        rich_help_panel=SEARCH,
    ),
]
Value = Annotated[
    str,
    typer.Option(
        "--value", metavar="score|vote", help="Score each state, or vote among siblings.", rich_help_panel=SEARCH
    ),
]
State = Annotated[
    str | None,
    typer.Option(
        "--state", metavar="REGEX", help="States are equal where this finds the same.", rich_help_panel=SEARCH
    ),
]


@dataclass(frozen=True)
class Searching:
    """The options of a search: its kind and its shape."""

    search: Kind = "bfs"
    depth: Depth = 5
    beam: Beam = 2
    lookahead: Lookahead = 2
    propose: Propose = "list"
    value: Value = "score"
    state: State = None

    @property
    def strategy(self) -> str:
        """The name of the search. Raises `UsageError`."""
        from system2.strategies.catalogue import search_named

        return search_named(self.search).name

    def shape(self, aggregate: str | None) -> "Shape":
        """How the search goes about it. Raises `UsageError` where that makes no sense."""
        from system2.strategies.thoughts import Shape

        ways: dict[str, Any] = {"propose": self.propose, "value": self.value, "aggregate": aggregate or "product"}
        return Shape(depth=self.depth, beam=self.beam, lookahead=self.lookahead, state=self.state or "", **ways)


@with_options
def tree(
    context: typer.Context,
    *,
    branches: Branches = None,
    good_enough: GoodEnough = None,
    searching: Searching,
    shared: Single,
) -> None:
    """Answer a problem by a search over reasoning steps.

    Proposes next steps, values where they lead, goes on from the best, and has every finished path judged.
    """
    settings = shared.settings(effort=branches)
    answer(
        context,
        shared.scoring_steps(),
        settings,
        strategy=searching.strategy,
        good_enough=good_enough,
        shape=searching.shape(shared.aggregate),
    )
