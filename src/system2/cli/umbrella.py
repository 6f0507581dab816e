"""Every command under one name: `system2`."""

import typer

from system2.cli import options
from system2.cli.again import rejudge as rejudge_command
from system2.cli.again import reselect as reselect_command
from system2.cli.answers import app as answers_app
from system2.cli.apps import App
from system2.cli.batch import batch as batch_command
from system2.cli.bench import app as bench_app
from system2.cli.budget import app as budget_app
from system2.cli.cache import app as cache_app
from system2.cli.completion import completion as completion_command
from system2.cli.config import app as config_app
from system2.cli.cost import app as cost_app
from system2.cli.doctor import doctor as doctor_command
from system2.cli.help import show_help
from system2.cli.history import app as history_app
from system2.cli.keys import app as keys_app
from system2.cli.manual import man as man_command
from system2.cli.models import app as models_app
from system2.cli.resume import resume as resume_command
from system2.cli.schema import schema as schema_command
from system2.cli.serve import serve as serve_command
from system2.cli.strategies import strategies as strategies_command
from system2.cli.think import think as think_command
from system2.cli.trace import trace as trace_command
from system2.cli.tree import tree as tree_command
from system2.cli.uninstall import uninstall as uninstall_command
from system2.cli.vote import vote as vote_command
from system2.errors import ExitCode

umbrella = App(help="Reasoning from the terminal, paid for on purpose.")
umbrella.command("think")(think_command)
umbrella.command("vote")(vote_command)
umbrella.command("tree")(tree_command)
umbrella.command("batch")(batch_command)
umbrella.command("serve")(serve_command)
umbrella.add_typer(bench_app, name="bench")
umbrella.add_typer(budget_app, name="budget")
umbrella.add_typer(cost_app, name="cost")
umbrella.add_typer(history_app, name="history")
umbrella.command("trace")(trace_command)
umbrella.command("resume")(resume_command)
umbrella.command("reselect")(reselect_command)
umbrella.command("rejudge")(rejudge_command)
umbrella.add_typer(answers_app, name="answers")
umbrella.add_typer(cache_app, name="cache")
umbrella.add_typer(config_app, name="config")
umbrella.add_typer(keys_app, name="keys")
umbrella.add_typer(models_app, name="models")
umbrella.command("doctor")(doctor_command)
umbrella.command("strategies")(strategies_command)
umbrella.command("help")(show_help)
umbrella.command("man")(man_command)
umbrella.command("schema")(schema_command)
umbrella.command("completion")(completion_command)
umbrella.command("uninstall")(uninstall_command)


@umbrella.callback(invoke_without_command=True)
def _options(context: typer.Context, version: options.Version = False) -> None:
    if context.invoked_subcommand is None:
        print(context.get_help())
        raise typer.Exit(ExitCode.USAGE)
