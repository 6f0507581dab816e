"""`budget`: the caps, where they stand, and changing them."""

import sys
from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Annotated

import typer

from system2.cli import options
from system2.cli.apps import App
from system2.cli.figures import plain_dollars
from system2.cli.output import console, tell
from system2.cli.upkeep import settle_and_warn
from system2.config.home import budget_file, ledger_folder
from system2.core.money import dollars
from system2.errors import ExitCode, UsageError
from system2.render.safe import to_json
from system2.spend.caps import EVERY_MODEL, PERIODS, Budget, BudgetFile, Cap, read_limit
from system2.spend.lock import LedgerLock
from system2.spend.outlook import Outlook, outlook
from system2.spend.periods import Period

app = App()


AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]
Limit = Annotated[str | None, typer.Option(metavar="USD", help="Dollars.")]
Models = Annotated[
    list[str] | None,
    typer.Option(
        metavar="PATTERN[=USD]", help="Cap models like this, 'openai/*=5', per day; or name them for the other caps."
    ),
]


@app.callback(invoke_without_command=True)
def budget(context: typer.Context, json: AsJson = False, version: options.Version = False) -> None:
    """Show the caps, what is spent and left of each, and where the month ends at this pace."""
    if context.invoked_subcommand:
        return
    settle_and_warn()
    if json:
        print(_as_json(outlook()))
    else:
        _print_meters()


@app.command("set")
def set_caps(
    amount: Annotated[list[str] | None, typer.Argument(hidden=True)] = None,
    *,
    daily: Limit = None,
    weekly: Limit = None,
    monthly: Limit = None,
    model: Models = None,
    alert: Annotated[
        int | None, typer.Option(metavar="PERCENT", min=1, max=100, help="When to warn. [default: 80]")
    ] = None,
) -> None:
    """Set hard caps on spend, for every model or for those like a pattern."""
    if amount:
        raise UsageError(f"Say for how long {amount[0]} is the cap: `budget set --daily {amount[0]}`.")
    limits = _limits(daily, weekly, monthly)
    caps = _caps(limits, model or [])
    if not caps and alert is None:
        raise UsageError("Say what to set: `budget set --daily 5`.")

    def changed(budget: Budget) -> Budget:
        for cap in caps:
            budget = budget.with_cap(cap)
        return Budget(budget.caps, budget.alert_percent if alert is None else alert)

    _change(changed)


@app.command("unset")
def unset_caps(
    daily: Annotated[bool, typer.Option("--daily", help="The day's.")] = False,
    weekly: Annotated[bool, typer.Option("--weekly", help="The week's.")] = False,
    monthly: Annotated[bool, typer.Option("--monthly", help="The month's.")] = False,
    model: Annotated[
        list[str] | None, typer.Option(metavar="PATTERN", help="Of models like this; all of theirs if none is named.")
    ] = None,
    everything: Annotated[bool, typer.Option("--all", help="Every cap.")] = False,
) -> None:
    """Remove caps."""
    periods = [period for period, wanted in zip(PERIODS, (daily, weekly, monthly), strict=True) if wanted]
    if everything == bool(periods or model):
        raise UsageError("Say which caps to remove: `budget unset --daily`, `--model 'openai/*'` or `--all`.")

    def changed(budget: Budget) -> Budget:
        if everything:
            return Budget((), budget.alert_percent)
        for pattern in model or [EVERY_MODEL]:
            of_pattern = [cap.period for cap in budget.caps if cap.pattern == pattern and cap.period != "run"]
            for period in periods or of_pattern or [PERIODS[0]]:
                budget = budget.without(period, pattern)
        return budget

    _change(changed)


@app.command()
def check(json: AsJson = False) -> None:
    """Exit 3 where a cap is spent, for scripts."""
    settle_and_warn()
    seen = outlook()
    if json:
        print(_as_json(seen))
    for standing in seen.over:
        cap = standing.cap
        tell(f"Over {cap.name}: {dollars(standing.used)} of {dollars(cap.limit)} spent{standing.open_line}.")
    if seen.over:
        raise typer.Exit(ExitCode.BUDGET)


def _limits(daily: str | None, weekly: str | None, monthly: str | None) -> dict[Period, Decimal]:
    given = zip(PERIODS, (daily, weekly, monthly), strict=True)
    return {period: _limit(text) for period, text in given if text is not None}


def _caps(limits: dict[Period, Decimal], models: Sequence[str]) -> list[Cap]:
    """The caps that were given: a model with a limit of its own is capped per day, one without by the other limits."""
    patterns = [model for model in models if "=" not in model]
    own = [model.rpartition("=") for model in models if "=" in model]
    if patterns and not limits:
        raise UsageError(f"Say how much {patterns[0]} may cost: `budget set --model '{patterns[0]}=5'`.")
    if not all(patterns) or not all(pattern for pattern, _, _ in own):
        raise UsageError("--model needs a pattern that models match: `budget set --model 'openai/*=5'`.")
    caps = [Cap("daily", _limit(limit), pattern) for pattern, _, limit in own]
    return caps + [Cap(period, limit, each) for each in patterns or [EVERY_MODEL] for period, limit in limits.items()]


def _limit(text: str) -> Decimal:
    try:
        return read_limit(text.removeprefix("$"))
    except ValueError as trouble:
        raise UsageError(f"{trouble}.") from None


def _change(changed: Callable[[Budget], Budget]) -> None:
    """Write the changed budget, with no other process changing it meanwhile, and show it."""
    file = BudgetFile(budget_file())
    with LedgerLock(ledger_folder())():
        file.write(changed(file.read()))
    _print_meters()


def _print_meters() -> None:
    from system2.render.budget import budget_lines, plain_budget
    from system2.render.signs import signs_for

    if not sys.stdout.isatty():
        print("\n".join(plain_budget(outlook(), signs_for(sys.stdout.encoding))))
        return
    screen = console()
    for line in budget_lines(outlook(), screen.width, signs_for(screen.encoding)):
        screen.print(line)


def _as_json(seen: Outlook) -> str:
    caps = [
        {
            "period": each.cap.period,
            "models": each.cap.pattern,
            "limit_usd": plain_dollars(each.cap.limit),
            "spent_usd": plain_dollars(each.spent),
            "unsettled_usd": plain_dollars(each.unsettled),
            "left_usd": plain_dollars(each.left),
            "held_usd": plain_dollars(each.held),
            "over": each in seen.over,
            "until": each.until and each.until.isoformat(),
        }
        for each in seen.standings
    ]
    return to_json(
        {
            "caps": caps,
            "alert_percent": seen.alert_percent,
            "held_usd": plain_dollars(seen.held),
            "today_usd": plain_dollars(seen.today),
            "month_usd": plain_dollars(seen.month),
            "unsettled_usd": plain_dollars(seen.unsettled),
            "month_at_this_pace_usd": plain_dollars(round(seen.month_at_this_pace, 6)),
            "month_ends": f"{seen.month_ends}",
        },
        indent=2,
    )
