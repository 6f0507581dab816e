"""Which options were typed, so that one that says nothing of the chosen strategy is refused rather than ignored."""

from typing import TYPE_CHECKING, Any

import typer

if TYPE_CHECKING:
    from system2.strategies.record import Strategy


def check_given(context: typer.Context, strategy: "Strategy[Any]") -> None:
    """See that each option on the command line means something to the strategy, or to whoever judges.

    What stands in the environment or in a file is meant for all commands, and is not looked at.

    Raises:
        UsageError: one would be ignored.
    """
    from system2.strategies.catalogue import check_taken

    check_taken(strategy, sorted(name for name in context.params if is_typed(context, name)))


def is_typed(context: typer.Context, name: str) -> bool:
    """Whether this parameter of the command is on its command line."""
    source = context.get_parameter_source(name)
    return source is not None and source.name == "COMMANDLINE"
