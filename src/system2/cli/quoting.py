"""The quote before a run: shown in place of it, or to ask whether it is worth it."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import typer

from system2.cli.output import console, tell
from system2.errors import BudgetError
from system2.render.safe import to_json

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from decimal import Decimal

    from rich.console import Console

    from system2.spend.quote import Quote

TERMINAL = Path("/dev/tty")
"""Where a person answers, also while a file is piped into standard input."""


def show_quote(quoted: "Quote", *, json: bool = False, notices: "Sequence[str]" = ()) -> NoReturn:
    """Print what it may cost and exit, with 3 where a cap could stop it."""
    for notice in notices:
        tell(notice)
    if json:
        print(to_json(quoted.as_json()))
    else:
        _print(quoted, console())
    raise typer.Exit(quoted.exit_code)


def confirm(limit: "Decimal | None", tell_quote: "Callable[[], Quote]") -> None:
    """Ask whether to go on where it could cost more than the user wants to spend unasked: no limit, no question.

    The worst case decides, and an unknown price counts as more: what was not asked about cannot become a surprise.

    Raises:
        BudgetError: the user says no, or there is no terminal to ask at.
    """
    if limit is None:
        return
    quoted = tell_quote()

    def show() -> None:
        from system2.render.console import HarmlessConsole

        _print(quoted, HarmlessConsole(sys.stderr))

    confirm_sum(limit, None if quoted.unpriced else quoted.cost.worst, show)


def confirm_sum(limit: "Decimal", worst: "Decimal | None", show: "Callable[[], None]") -> None:
    """The same for a sum, None where nobody knows it; `show` tells the person who is asked what it is made of.

    Raises:
        BudgetError: the user says no, or there is no terminal to ask at.
    """
    from system2.core.money import dollars

    if worst is not None and worst <= limit:
        return
    most = "a sum that nobody knows" if worst is None else dollars(worst)
    if not sys.stderr.isatty():
        raise BudgetError(
            f"It could cost {most}, more than the {dollars(limit)} of --confirm-above, and there is no terminal to "
            "ask at. Raise --confirm-above, or ask for fewer paths, or for shorter ones with --max-tokens."
        )
    show()
    if not _agrees(f"It could cost {most}. Go on? [y/N] "):
        raise BudgetError("Not begun, nothing was spent.")


def _print(quoted: "Quote", console: "Console") -> None:
    from system2.render.quote_table import quote_lines
    from system2.render.signs import signs_for

    for line in quote_lines(quoted, console.width, signs_for(console.encoding)):
        console.print(line, soft_wrap=True)


def _agrees(question: str) -> bool:
    """What a person at the terminal says; no, where none is there."""
    sys.stderr.write(question)
    sys.stderr.flush()
    try:
        with TERMINAL.open(encoding="utf-8") as terminal:
            return terminal.readline().strip().lower() in {"y", "yes"}
    except OSError:
        return False
