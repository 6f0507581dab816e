"""Which options were typed, so that one that says nothing of the chosen strategy is refused rather than ignored."""

import typer

ANOTHER_NAME = {"samples": "effort", "branches": "effort"}
"""Parameters of commands that stand for an option of another name."""


def given_options(context: typer.Context, *, reward: str | None) -> list[str]:
    """The options on the command line, by name; what stands in the environment or a file is meant for all commands.

    With a `reward` model the aggregate is its own, and no search's.
    """
    typed = [name for name in context.params if _is_typed(context, name)]
    return [ANOTHER_NAME.get(name, name) for name in typed if not (reward and name == "aggregate")]


def _is_typed(context: typer.Context, name: str) -> bool:
    source = context.get_parameter_source(name)
    return source is not None and source.name == "COMMANDLINE"
