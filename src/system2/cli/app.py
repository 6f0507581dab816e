"""The scripts that are installed: `system2` with every command, and the bare `think`, `vote`, `budget`, `cost`."""

from typing import Annotated, NoReturn

import typer

from system2.cli.again import rejudge as rejudge_command
from system2.cli.again import reselect as reselect_command
from system2.cli.batch import batch as batch_command
from system2.cli.bench import app as bench_app
from system2.cli.budget import app as budget_app
from system2.cli.cache import app as cache_app
from system2.cli.completion import completion as completion_command
from system2.cli.cost import app as cost_app
from system2.cli.history import app as history_app
from system2.cli.main import main
from system2.cli.resume import resume as resume_command
from system2.cli.schema import schema as schema_command
from system2.cli.strategies import strategies as strategies_command
from system2.cli.think import think as think_command
from system2.cli.trace import trace as trace_command
from system2.cli.tree import tree as tree_command
from system2.cli.vote import vote as vote_command
from system2.errors import ExitCode

HELP = {"help_option_names": ["-h", "--help"]}


def single(command: object) -> typer.Typer:
    """An app of one command, for a script of its own."""
    app = typer.Typer(add_completion=False, pretty_exceptions_enable=False, rich_markup_mode=None)
    app.command(context_settings=HELP)(command)  # type: ignore[type-var]
    return app


umbrella = typer.Typer(
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    help="Reasoning from the terminal, paid for on purpose.",
    context_settings=HELP,
)
umbrella.command("think", context_settings=HELP)(think_command)
umbrella.command("vote", context_settings=HELP)(vote_command)
umbrella.command("tree", context_settings=HELP)(tree_command)
umbrella.command("batch", context_settings=HELP)(batch_command)
umbrella.add_typer(bench_app, name="bench")
umbrella.add_typer(budget_app, name="budget")
umbrella.add_typer(cost_app, name="cost")
umbrella.add_typer(history_app, name="history")
umbrella.command("trace", context_settings=HELP)(trace_command)
umbrella.command("resume", context_settings=HELP)(resume_command)
umbrella.command("reselect", context_settings=HELP)(reselect_command)
umbrella.command("rejudge", context_settings=HELP)(rejudge_command)
umbrella.add_typer(cache_app, name="cache")
umbrella.command("strategies", context_settings=HELP)(strategies_command)
umbrella.command("schema", context_settings=HELP)(schema_command)
umbrella.command("completion", context_settings=HELP)(completion_command)


def _print_version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        print(f"system2 {version('system2')}")
        raise typer.Exit


@umbrella.callback(invoke_without_command=True)
def _options(
    context: typer.Context,
    version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    if context.invoked_subcommand is None:
        print(context.get_help())
        raise typer.Exit(ExitCode.USAGE)


def system2() -> NoReturn:
    """The script `system2`."""
    main(umbrella, "system2")


def think() -> NoReturn:
    """The script `think`."""
    main(single(think_command), "think")


def vote() -> NoReturn:
    """The script `vote`."""
    main(single(vote_command), "vote")


def budget() -> NoReturn:
    """The script `budget`."""
    main(budget_app, "budget")


def cost() -> NoReturn:
    """The script `cost`."""
    main(cost_app, "cost")
