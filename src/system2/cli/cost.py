"""`cost`: what it cost, by model, by command, by day, and what one run was spent on."""

from collections.abc import Callable
from typing import Annotated, cast

import typer

from system2.cli import following, options
from system2.cli.apps import App
from system2.cli.cost_prices import app as prices_app
from system2.cli.cost_report import Question, show_report
from system2.cli.figures import Form
from system2.config.suggest import no_such
from system2.errors import UsageError
from system2.spend.report import GROUPINGS, Groupings

app = App()
app.add_typer(prices_app, name="prices")

PERIODS = {
    "today": "What today cost; so does `cost` alone.",
    "yesterday": "What yesterday cost.",
    "week": "What this week cost, from Monday on.",
    "month": "What this month cost.",
    "all": "What everything cost.",
}

GroupBy = Annotated[
    str | None,
    typer.Option(
        "--by",
        metavar="KEY[,KEY]",
        help=f"What to group by, several crossed: {', '.join(GROUPINGS)}. [default: model]",
        autocompletion=lambda incomplete: [(name, "") for name in GROUPINGS if name.startswith(incomplete)],
    ),
]
Since = Annotated[str | None, typer.Option(metavar="DAY", help="First day: 2026-11-21, yesterday, 7d (days ago).")]
Until = Annotated[str | None, typer.Option(metavar="DAY", help="Last day, itself included.")]
Zone = Annotated[str | None, typer.Option("--tz", metavar="ZONE", help="Count days as in Europe/Berlin, UTC, ...")]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]
AsCsv = Annotated[bool, typer.Option("--csv", help="Print comma-separated values.")]
Plain = Annotated[bool, typer.Option("--plain", help="Print text alone, as into a pipe.")]


@app.callback(invoke_without_command=True)
def cost(
    context: typer.Context,
    by: GroupBy = None,
    since: Since = None,
    until: Until = None,
    tz: Zone = None,
    json: AsJson = False,
    csv: AsCsv = False,
    plain: Plain = False,
    version: options.Version = False,
) -> None:
    """Show what it cost: today's calls by model, or any other stretch of days by anything else."""
    context.obj = Question(_groupings(by), since, until, tz, Form.of(json=json, csv=csv, plain=plain))
    if context.invoked_subcommand is None:
        show_report("all" if since or until else "today", context.obj)


def _groupings(by: str | None) -> Groupings | None:
    """What to group by. Raises `UsageError` where calls are not told apart by that."""
    if by is None:
        return None
    names = [name.strip() for name in by.split(",")]
    for name in names:
        if name not in GROUPINGS:
            raise UsageError(no_such("grouping", name, GROUPINGS))
    return tuple(dict.fromkeys(cast(Groupings, names)))


def _command(period: str) -> Callable[..., None]:
    def show(
        context: typer.Context,
        by: GroupBy = None,
        since: Since = None,
        until: Until = None,
        tz: Zone = None,
        json: AsJson = False,
        csv: AsCsv = False,
        plain: Plain = False,
    ) -> None:
        asked = Question(_groupings(by), since, until, tz, Form.of(json=json, csv=csv, plain=plain))
        show_report(period, asked.over(context.obj))

    return show


for _period, _help in PERIODS.items():
    app.command(_period, help=_help)(_command(_period))


@app.command()
def last(context: typer.Context, json: AsJson = False, csv: AsCsv = False, plain: Plain = False) -> None:
    """What the latest run was spent on, and what its extra paths bought."""
    from system2.cli.cost_run import show_run

    show_run("", Form.of(json=json, csv=csv, plain=plain) or context.obj.form)


@app.command()
def run(
    context: typer.Context,
    run: Annotated[
        str,
        typer.Argument(
            metavar="RUN", help="The run's id, as `system2 history` lists it.", autocompletion=following.runs
        ),
    ],
    json: AsJson = False,
    csv: AsCsv = False,
    plain: Plain = False,
) -> None:
    """What one run was spent on, and what its extra paths bought."""
    from system2.cli.cost_run import show_run

    show_run(run, Form.of(json=json, csv=csv, plain=plain) or context.obj.form)


@app.command()
def settle(
    which: Annotated[
        str | None, typer.Argument(metavar="RUN|CALL", help="What was billed: a run in all, or one open call.")
    ] = None,
    amount: Annotated[str | None, typer.Argument(metavar="AMOUNT", help="The dollars that it was billed.")] = None,
    json: AsJson = False,
) -> None:
    """Book what calls that broke off were billed; without arguments, list them.

    Until then the worst that they may have cost counts for every cap.
    """
    from system2.cli.cost_settle import book, show_open

    if which is None:
        show_open(json=json)
    elif amount is None:
        raise UsageError(f"Say what it was billed, in dollars: `cost settle {which} 0.03`.")
    else:
        book(which, amount, json=json)


@app.command()
def verify() -> None:
    """Check every row of the ledger; change nothing. Exits 7 where something is wrong."""
    from system2.cli.cost_verify import verify_ledger

    verify_ledger()


@app.command()
def repair() -> None:
    """Mend what `cost verify` finds. What cannot count is kept aside, never thrown away."""
    from system2.cli.cost_verify import repair_ledger

    repair_ledger()
