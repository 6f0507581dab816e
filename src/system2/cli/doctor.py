"""`system2 doctor`: what is installed, found and missing, for oneself and for a report of a fault."""

import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from system2.cli import following, options
from system2.cli.output import tell
from system2.config.sources import load_settings
from system2.core.money import dollars
from system2.errors import System2Error
from system2.render.safe import one_line, to_json
from system2.render.words import in_columns

if TYPE_CHECKING:
    from system2.cli.checkup import Check

SIGNS = {"well": " ", "note": "-", "wrong": "!"}

Live = Annotated[
    str,
    typer.Option("--live", metavar="MODEL", help="Ask this one for a token or a few.", autocompletion=following.models),
]


def doctor(live: Live = "", json: options.Json = False) -> None:
    """Look at versions, programs, files, keys, the model and the ledger; `!` is wrong, `-` worth knowing.

    No key is shown, and nothing is asked of anybody without --live, which is a call like any other: it costs, and keeps
    to the caps. Exits 0 where nothing is wrong.
    """
    from system2.cli.checkup import check_all

    checks = [*check_all(), *([_live(live)] if live else [])]
    wrong = [check for check in checks if check.state == "wrong"]
    if json:
        rows = [
            {"subject": each.subject, "state": each.state, "told": each.told, "hint": each.hint or None}
            for each in checks
        ]
        print(to_json({"well": not wrong, "checks": rows}, indent=2))
    else:
        _print(checks)
        tell(f"{len(wrong)} wrong." if wrong else "All is well.")
    if wrong:
        raise typer.Exit(wrong[0].code)


def _print(checks: list["Check"]) -> None:
    """A line for each thing, wrapped at words; what is not there yet, and need not be, is named in one line."""
    from system2.cli.checkup import Check

    absent = [check.subject for check in checks if check.state == "absent"]
    shown = [check for check in checks if check.state != "absent"]
    if absent:
        shown.append(Check("not there yet", ", ".join(absent)))
    width = max(len(check.subject) for check in shown)
    for check in shown:
        beginning = f"{SIGNS[check.state]} {one_line(check.subject):<{width}}  "
        print(_wrapped(beginning, check.told))
        if check.hint:
            print(_wrapped(" " * len(beginning), check.hint))


def _wrapped(beginning: str, text: str) -> str:
    """The text after its beginning; the user's home is `~`."""
    return in_columns(beginning, text.replace(f"{Path.home()}/", "~/"), shutil.get_terminal_size().columns)


def _live(model: str) -> "Check":
    """What became of one small call."""
    import asyncio

    from system2.cli.checkup import Check
    from system2.engine.probe import probe
    from system2.engine.totals import Totals

    totals = Totals()
    try:
        settings = load_settings({"model": model}, tell=tell)
        found = asyncio.run(probe(settings.model or model, settings, totals))
    except System2Error as trouble:
        return Check(f"live {model}", str(trouble), "wrong", code=trouble.exit_code)
    cost = "?" if totals.bill.unknown_calls else dollars(totals.bill.amount)
    return Check(f"live {model}", f"answers in {found.seconds:.1f} s, {cost}")
