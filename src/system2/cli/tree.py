"""`system2 tree`: search over reasoning steps."""

from dataclasses import replace
from typing import TYPE_CHECKING, Annotated, Any, get_args

import typer

from system2.cli.answering import answer
from system2.cli.shared import Shared, with_shared_options
from system2.errors import UsageError

if TYPE_CHECKING:
    from system2.strategies.thoughts import Shape

SEARCH = "Search"
DEFAULT_BRANCHES = 3

Kind = Annotated[
    str,
    typer.Option("--search", metavar="bfs|dfs|beam|lookahead|dvts|mcts", help="Way to search.", rich_help_panel=SEARCH),
]
Branches = Annotated[
    int | None,
    typer.Option(
        "--branches",
        "-e",
        "--effort",
        help="Next steps for each state, 1 to 100. [default: 3]",
        rich_help_panel=SEARCH,
    ),
]
Depth = Annotated[int, typer.Option("--depth", min=1, max=100, help="Steps at the most.", rich_help_panel=SEARCH)]
Beam = Annotated[int, typer.Option("--beam", min=1, max=100, help="States kept of a level.", rich_help_panel=SEARCH)]
Lookahead = Annotated[
    int, typer.Option("--lookahead", min=1, max=100, help="Steps of a rollout.", rich_help_panel=SEARCH)
]
GoodEnough = Annotated[
    float,
    typer.Option(
        "--good-enough", min=0, max=1, help="Stop at the first finished path this good.", rich_help_panel=SEARCH
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


@with_shared_options
def tree(
    context: typer.Context,
    shared: Shared,
    search: Kind = "bfs",
    branches: Branches = None,
    depth: Depth = 5,
    beam: Beam = 2,
    lookahead: Lookahead = 2,
    good_enough: GoodEnough = 0.9,
    propose: Propose = "list",
    value: Value = "score",
    state: State = None,
) -> None:
    """Answer a problem by a search over reasoning steps.

    Proposes next steps, values where they lead, goes on from the best, and has every finished path judged.
    """
    shape = read_shape(
        depth=depth,
        beam=beam,
        lookahead=lookahead,
        aggregate=shared.aggregate or "product",
        propose=propose,
        value=value,
        state=state or "",
    )
    settings = shared.settings(effort=branches)
    answer(
        context,
        # Steps are scored here in any case, and by the reward model only where there is one.
        shared if shared.reward else replace(shared, aggregate=None),
        settings,
        strategy=read_search(search),
        effort=settings.effort or DEFAULT_BRANCHES,
        good_enough=good_enough,
        shape=shape,
    )


def read_search(name: str) -> str:
    """The name of a search. Raises `UsageError`."""
    from system2.strategies.searches import SEARCHES

    return _one_of(name, "--search", tuple(SEARCHES))


def read_shape(**given: Any) -> "Shape":
    """How the search goes about it. Raises `UsageError` where that makes no sense."""
    from system2.answers.patterns import last_match
    from system2.strategies.thoughts import Aggregate, Propose, Shape, Value

    for name, kind in (("aggregate", Aggregate), ("propose", Propose), ("value", Value)):
        _one_of(given[name], f"--{name}", get_args(kind))
    if given["state"]:
        last_match(given["state"], "")
    return Shape(**given)


def _one_of(value: str, option: str, choices: tuple[str, ...]) -> str:
    if value not in choices:
        raise UsageError(f"{option} is {value!r}, but it has to be one of {', '.join(choices)}.")
    return value
