"""`system2 bench`: what more paths and more thinking are worth, measured."""

import sys
from typing import Annotated

import typer

from system2.cli import options
from system2.cli.apps import App
from system2.cli.bench_report import Markdown, Plot
from system2.cli.bench_run import run
from system2.cli.output import tell
from system2.cli.taking import Given, OptionsOf, with_options
from system2.config.settings import Settings
from system2.config.sources import load_settings

app = App(help="Measure what more paths and more thinking are worth, for a model and a kind of problem.")
app.command()(run)

COLUMN = 18

Side = Annotated[str, typer.Argument(metavar="[ID:]WAY@EFFORT", help="A measurement, and one of its ways.")]
Task = Annotated[
    str,
    typer.Option(
        "--task",
        metavar="KIND",
        help="Kind of task: arithmetic, code, proof, ... [default: whichever was measured last]",
    ),
]
Name = Annotated[str, typer.Argument(metavar="ID", help="A measurement; the latest if none is given.")]


@app.command()
def show(name: Name = "", plot: Plot = None, json: options.Json = False, markdown: Markdown = False) -> None:
    """Show a measurement again: its tables and its curve."""
    from system2.bench.plot import check_plot
    from system2.cli.bench_report import show as report
    from system2.measured.results import find

    if plot:
        check_plot(plot)
    report(find(name), as_json=json, markdown=markdown, plot=plot)


@app.command("list")
def list_() -> None:
    """List the generated problem sets, and what was measured."""
    from system2.bench.generators import generators
    from system2.bench.suites import SUITES
    from system2.cli.bench_report import title_of
    from system2.measured.results import measurements

    for name, generate in generators().items():
        kind, level = (sys.modules[generate.__module__].__doc__ or "", generate.__doc__ or "")
        print(f"{name:<{COLUMN}} {kind.strip()}")
        print(f"{'':<{COLUMN}} --difficulty N: {level.strip().replace('`difficulty`', 'N')}")
    for name, plan in SUITES.items():
        print(f"{name:<{COLUMN}} {', '.join(plan.sets)}")
        print(f"{'':<{COLUMN}} at difficulties {', '.join(map(str, plan.difficulties))}: what only depth brings")
    for measurement in measurements():
        print(f"{measurement.id:<26} {title_of(measurement)}")


@app.command()
def compare(one: Side, other: Side, json: options.Json = False) -> None:
    """Tell by how much one way is more often right than another on the same problems, with its 95 % interval.

    Each is a measurement's id, or ID:WAY@EFFORT, or WAY@EFFORT of the latest: best-of-n@8, majority@4, first@1.
    Without a way it is the widest that can be asked for.
    """
    from system2.cli.bench_compare import compare as show_difference

    show_difference(one, other, as_json=json)


@app.command()
def calibration(name: Name = "", json: options.Json = False) -> None:
    """Tell how far the confidence of runs is from how often they are right, on problems that it was not learnt from.

    From a random half of a measurement's problems it is learnt how often runs are right that look like this, and the
    other half is forecast: 200 times, for each effort that was measured.
    """
    from system2.cli.bench_calibration import show as report
    from system2.measured.results import find

    report(find(name), as_json=json)


@app.command()
@with_options
def advise(
    settled: Annotated[Given, OptionsOf(Settings, only=("model",))], task: Task = "", json: options.Json = False
) -> None:
    """Say which strategy and effort is worth its price for a model, by what was measured."""
    from system2.cli.bench_compare import advise as show_advice

    show_advice(load_settings(settled, tell=tell), task, as_json=json)
